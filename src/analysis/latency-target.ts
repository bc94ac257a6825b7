import { nearestRank } from '../stats/index.js';
import { firstCreations } from './first-creations.js';
import type { StormStart } from './storm-start.js';
import { percentileName } from './words.js';

/** A latency that a share of all due shall keep. */
export interface LatencyTarget {
  /** The share of all due in (0, 1], e.g. 0.95. */
  readonly p: number;
  /** Milliseconds. */
  readonly limitMs: number;
  /**
   * From where latencies are counted: the scheduled minute, or the first creation of a build of that minute, which
   * leaves the tick delay out. For a latency with the worst tick, take `first_creation` and a limit that is lower by
   * the executor's interval.
   */
  readonly countedFrom: 'scheduled' | 'first_creation';
}

/** `p95 of all due`, with what it is counted from unless that is the minute. */
export function targetName({ p, countedFrom }: LatencyTarget): string {
  const from = countedFrom === 'scheduled' ? '' : ', counted from the first creation,';
  return `${percentileName(p)} of all due${from}`;
}

/** From when the latency of a start is counted, in microseconds since the epoch. */
export function latencyOrigin(
  starts: readonly StormStart[],
  { countedFrom }: LatencyTarget,
): (start: StormStart) => number {
  if (countedFrom === 'scheduled') return (start) => start.scheduledUs;
  const first = firstCreations(starts);
  return (start) => first.get(start.scheduledUs) ?? start.scheduledUs;
}

/**
 * A percentile over all due, by nearest rank; those without a latency rank as Infinity.
 * @param latenciesUs - Of some of the workspaces, in any order; Infinity is allowed.
 * @param due - How many were due, from 1.
 * @returns Milliseconds, perhaps Infinity.
 */
export function percentileOfDueMs(latenciesUs: readonly number[], due: number, p: number): number {
  const all = new Float64Array(due).fill(Number.POSITIVE_INFINITY);
  all.set(latenciesUs);
  return nearestRank(all.sort(), p) / 1000;
}
