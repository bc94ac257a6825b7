import type { StormStart } from './storm-start.js';

/**
 * The times of one job as queue and provisioners are counted by: whole microseconds since the epoch, `null` for what
 * never happened.
 *
 * | what became of the job | `startedUs` | `endedUs` | `leftQueueUs` |
 * |---|---|---|---|
 * | waits still | `null` | `null` | `null` |
 * | given up while it waited: reaped, or canceled | `null` | `null` | when it was given up |
 * | taken, and works still | when taken | `null` | when taken |
 * | taken and ended | when taken | its end | when taken |
 *
 * A start before the creation (a negative queue wait) is moved to the creation, as is an end before it: the wait counts
 * as zero.
 */
export interface JobTimes {
  readonly createdUs: number;
  readonly startedUs: number | null;
  readonly endedUs: number | null;
  readonly leftQueueUs: number | null;
}

/** The times of the job of a start; `null` when the server never created one. */
export function jobTimes(start: StormStart): JobTimes | null {
  const { createdUs, completedUs } = start;
  if (createdUs === null) return null;
  if (start.reaped || start.startedUs === null) {
    return { createdUs, startedUs: null, endedUs: null, leftQueueUs: completedUs };
  }
  const startedUs = Math.max(createdUs, start.startedUs);
  const endedUs =
    completedUs !== null && start.negativeQueueWait ? Math.max(startedUs, completedUs) : completedUs;
  return { createdUs, startedUs, endedUs, leftQueueUs: startedUs };
}

/** The jobs of all starts for which the server created one, in their order. */
export function allJobTimes(starts: readonly StormStart[]): readonly JobTimes[] {
  return starts.map(jobTimes).filter((job) => job !== null);
}
