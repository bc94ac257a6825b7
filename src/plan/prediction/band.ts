import { percentilesOf } from '../../stats/index.js';

/** How a figure differs between replications: nearest ranks over all of them. Infinity: not reached. */
export interface Band {
  /** The 5th percentile. */
  readonly low: number;
  readonly median: number;
  /** The 95th percentile. */
  readonly high: number;
}

/** @returns `null` where no replication has the figure. */
export function bandOf(figures: readonly number[] | Float64Array): Band | null {
  const ranks = percentilesOf(figures, [0.05, 0.5, 0.95]);
  if (ranks === null) return null;
  const [low = Number.NaN, median = Number.NaN, high = Number.NaN] = ranks;
  return { low, median, high };
}
