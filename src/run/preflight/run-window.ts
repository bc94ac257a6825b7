import type { RunEstimate } from '../estimate.js';
import { sum } from '../estimate.js';
import type { PreflightPlan } from './preflight-plan.js';

/** From when until when builds of a run are expected, in milliseconds on the deployment's clock. */
export interface RunWindow {
  readonly fromMs: number;
  readonly untilMs: number;
  /** Whether its end follows from build times; otherwise from the time limits. */
  readonly isEstimated: boolean;
}

/**
 * From the present, when set-up begins, to the expected end of the storm. Where nothing is known of the builds, to the
 * end of what the time limits allow one start, one stop and the storm.
 */
export function runWindow(plan: PreflightPlan, estimate: RunEstimate | null, nowMs: number): RunWindow {
  const expectedMs = sum(estimate?.setupMs ?? null, estimate?.stormMs ?? null);
  const limitMs =
    2 * plan.workspaceJobTimeoutMs + plan.scheduleWindowMinutes * 60_000 + plan.autostartBuildTimeoutMs;
  return {
    fromMs: nowMs,
    untilMs: nowMs + plan.autostartDelayMs + (expectedMs ?? limitMs),
    isEstimated: expectedMs !== null,
  };
}
