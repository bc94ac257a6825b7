import type { Threshold } from './threshold.js';

/** What became of a storm, as far as the question asks who was left out. */
export interface StormCounts {
  readonly totalRuns: number;
  readonly due: number;
  readonly successfulRuns: number;
  readonly outcomes: { readonly setup_failed: number };
}

/**
 * Whether somebody did not become usable of whom no threshold says how many may: what makes a run no good one although
 * its thresholds passed. Only thresholds on counts say so, and those on set-up for set-up alone; none is on set-ups that
 * were interrupted.
 */
export function leavesSomebodyOut(storm: StormCounts, thresholds: readonly Threshold[]): boolean {
  const counted = thresholds.filter((threshold) => threshold.kind === 'count');
  const onSetup = counted.some(({ metric }) => metric === 'setup_failed');
  const onDue = counted.some(({ metric }) => metric !== 'setup_failed');
  const setupFailed = storm.outcomes.setup_failed;
  const setupInterrupted = storm.totalRuns - storm.due - setupFailed;
  const dueLeftOut = storm.due === 0 || storm.successfulRuns < storm.due;
  return (dueLeftOut && !onDue) || (setupFailed > 0 && !onSetup) || setupInterrupted > 0;
}
