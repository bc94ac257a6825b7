import { selectRanks } from './select-ranks.js';

/**
 * Quantile by nearest rank (Hyndman and Fan 1996, type 1): the ⌈p·n⌉-th smallest, so always one of the samples.
 * @param sorted - Samples in ascending order; Infinity stands for what never happened and ranks last.
 * @param p - Probability in [0, 1], not a percentage; 0 gives the smallest sample.
 * @throws RangeError if the sample is empty or `p` lies outside [0, 1].
 */
export function nearestRank(sorted: readonly number[] | Float64Array, p: number): number {
  assertProbability(p);
  const value = sorted[rankOf(p, sorted.length) - 1];
  if (value === undefined) throw new RangeError('an empty sample has no quantile');
  return value;
}

/**
 * The same of samples in any order, which stay as they are.
 * @returns `null` when there is no sample: unknown is not zero.
 * @throws RangeError if `p` lies outside [0, 1].
 */
export function percentileOf(samples: readonly number[] | Float64Array, p: number): number | null {
  return percentilesOf(samples, [p])?.[0] ?? null;
}

/**
 * The same for several probabilities, at the cost of little more than one.
 * @param ps - Probabilities in [0, 1], ascending.
 * @returns Their percentiles in the same order; `null` when there is no sample.
 * @throws RangeError if one lies outside.
 */
export function percentilesOf(
  samples: readonly number[] | Float64Array,
  ps: readonly number[],
): number[] | null {
  for (const p of ps) assertProbability(p);
  if (samples.length === 0) return null;
  const list = new Float64Array(samples);
  const ranks = ps.map((p) => rankOf(p, list.length));
  selectRanks(list, ranks);
  return ranks.map((rank) => list[rank - 1] as number);
}

/** The rank that {@link nearestRank} takes of `n` samples: ⌈p·n⌉, at least 1; `p * n` is off by a few units in the last place (0.07 * 100 > 7), which must not cost a rank. */
export function rankOf(p: number, n: number): number {
  const exact = p * n;
  const nearest = Math.round(exact);
  const whole = Math.abs(exact - nearest) <= 4 * Number.EPSILON * nearest;
  return Math.max(1, whole ? nearest : Math.ceil(exact));
}

function assertProbability(p: number): void {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`p must lie in [0, 1], e.g. 0.95; got ${String(p)}`);
}
