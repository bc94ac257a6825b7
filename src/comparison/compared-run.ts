import { firstCreations, type StormStart } from '../analysis/index.js';
import { nearestRank } from '../stats/index.js';

/** One run as a comparison needs it. */
export interface ComparedRun {
  /** What people call it. */
  readonly label: string;
  /** Every workspace that was due. */
  readonly starts: readonly StormStart[];
  /** How many provisioners the storm had to itself; `null`: none was seen to limit it. */
  readonly provisioners: number | null;
}

/**
 * Latencies of all due without the tick delay, ascending, in milliseconds: from the first creation of the scheduled
 * minute to usable; Infinity for what did not become usable.
 */
export function latenciesAfterFirst(starts: readonly StormStart[]): Float64Array {
  const firstUs = firstCreations(starts);
  return Float64Array.from(starts, ({ scheduledUs, usableUs }) => {
    const beginUs = firstUs.get(scheduledUs);
    if (usableUs === null || beginUs === undefined) return Number.POSITIVE_INFINITY;
    return (usableUs - beginUs) / 1000;
  }).sort();
}

/** A percentile of ascending latencies by nearest rank; Infinity when it was not reached, or nothing was due. */
export function reached(sortedMs: Float64Array, p: number): number {
  return sortedMs.length === 0 ? Number.POSITIVE_INFINITY : nearestRank(sortedMs, p);
}
