import { rankOf } from '../../stats/index.js';

/** On how many of the simulated mornings something is so at the edges of a band and in its middle; nearest ranks. */
export interface BandMornings {
  /** At its late edge. */
  readonly sure: number;
  readonly likely: number;
  /** At its early edge. */
  readonly possible: number;
}

/** Fewer mornings than this have no 5th percentile beside their least. */
export const BAND_NEEDS = 20;

/** @param replications - Mornings that were simulated; from one. */
export function bandMornings(replications: number): BandMornings {
  const rank = (p: number) => rankOf(p, replications);
  return { sure: rank(0.95), likely: rank(0.5), possible: rank(0.05) };
}
