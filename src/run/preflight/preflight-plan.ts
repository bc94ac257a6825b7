import type { RunPlan } from '../run-plan.js';

/** What preflight judges of a run: all of its plan but what only concerns its reports, and perhaps not its size. */
export type PreflightPlan = Omit<
  RunPlan,
  'workspaceCount' | 'outputs' | 'thresholds' | 'telemetry' | 'ui' | 'flags'
> & {
  /** `null`: not named; what depends on it is not judged. */
  readonly workspaceCount: number | null;
};
