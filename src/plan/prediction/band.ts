import { percentilesOf } from '../../stats/index.js';

/**
 * How a figure differs between the replications that have it: nearest ranks over them. Infinity: not reached. Below twenty
 * of them the 5th percentile is the least; from two of them to nineteen the 95th is the greatest.
 */
export interface Band {
  /** The 5th percentile. */
  readonly low: number;
  readonly median: number;
  /** The 95th percentile. */
  readonly high: number;
  /** How many replications have the figure: it is of fewer than all where some have nobody in a phase. */
  readonly replications: number;
}

/** @returns `null` where no replication has the figure. */
export function bandOf(figures: readonly number[] | Float64Array): Band | null {
  const ranks = percentilesOf(figures, [0.05, 0.5, 0.95]);
  if (ranks === null) return null;
  const [low = Number.NaN, median = Number.NaN, high = Number.NaN] = ranks;
  return { low, median, high, replications: figures.length };
}
