import type { RunResult } from '../../scaletest/autostart/index.js';
import type { ShownPhase } from './phases.js';

/** What one workspace did from its scheduled minute on, in milliseconds. */
export interface RunSpans {
  /** How long each of the phases took, in their order; `null`: it did not end, or is not known. */
  readonly phases: readonly (number | null)[];
  /** The phase that did not end, and how long the workspace was in it when it, or the wait for it, was given up. */
  readonly unfinished: { readonly phase: number; readonly ms: number } | null;
}

/** The spans of a workspace that was due. */
export function runSpans(run: RunResult, shown: readonly ShownPhase[]): RunSpans {
  const phases = shown.map((phase) => phase.ms(run));
  const open = phases.indexOf(null);
  const end = run.success || open === -1 ? null : endMs(run);
  if (end === null) return { phases, unfinished: null };
  const known = phases.slice(0, open).reduce<number>((sum, ms) => sum + (ms ?? 0), 0);
  return { phases, unfinished: end > known ? { phase: open, ms: end - known } : null };
}

/** From the scheduled minute to when a workspace that is not usable was given up; `null`: not known. */
function endMs({ outcome, build, scheduledTime }: RunResult): number | null {
  switch (outcome.kind) {
    case 'timed_out':
      return outcome.waitedMs;
    case 'failed':
    case 'canceled': {
      const completedAt = build?.completedAt ?? null;
      return completedAt === null || scheduledTime === null
        ? null
        : (completedAt.us - scheduledTime.us) / 1000;
    }
    default:
      return null;
  }
}
