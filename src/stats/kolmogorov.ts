import { type Distribution, sampleAt } from './distribution.js';

/** 95th percentile of Kolmogorov's distribution, which √n · D follows for large samples (Smirnov 1948). */
const CRITICAL_95 = 1.3581;

/** Halvings of the unit interval: a share to ten digits, where samples of a million have six. */
const HALVINGS = 34;

/**
 * Kolmogorov's distance of two samples: the greatest difference, at any time, between the shares of both that lie at or
 * below it; from 0 (the same) to 1 (no overlap).
 * @param first - Ascending, not empty; the second too.
 * @throws RangeError if either is empty.
 */
export function kolmogorovDistance(
  first: readonly number[] | Float64Array,
  second: readonly number[] | Float64Array,
): number {
  if (first.length === 0 || second.length === 0) throw new RangeError('an empty sample has no distance');
  let distance = 0;
  let [i, j] = [0, 0];
  while (i < first.length && j < second.length) {
    const value = Math.min(first[i] ?? 0, second[j] ?? 0);
    while (i < first.length && first[i] === value) i++;
    while (j < second.length && second[j] === value) j++;
    distance = Math.max(distance, Math.abs(i / first.length - j / second.length));
  }
  return distance;
}

/**
 * Kolmogorov's distance of a sample to a distribution, likewise.
 * @param sorted - Ascending, not empty, from 0.
 * @throws RangeError if the sample is empty.
 */
export function kolmogorovDistanceTo(
  sorted: readonly number[] | Float64Array,
  distribution: Exclude<Distribution, { kind: 'empirical' }>,
): number {
  if (sorted.length === 0) throw new RangeError('an empty sample has no distance');
  let distance = 0;
  for (let i = 0; i < sorted.length; ) {
    const value = sorted[i] ?? 0;
    const below = i / sorted.length;
    while (i < sorted.length && sorted[i] === value) i++;
    const atOrBelow = i / sorted.length;
    const share = shareUpTo(distribution, value);
    distance = Math.max(distance, Math.abs(share.atOrBelow - atOrBelow), Math.abs(share.below - below));
  }
  return distance;
}

/**
 * The distance that two samples of one origin exceed once in twenty times (Smirnov's limit; good from some twenty of
 * each). Infinity stands for a distribution that was known before the sample.
 */
export function kolmogorovCritical(n: number, m = Number.POSITIVE_INFINITY): number {
  return CRITICAL_95 * Math.sqrt(1 / n + 1 / m);
}

/** Shares of a distribution that lie below a value, and at or below it. */
function shareUpTo(
  distribution: Exclude<Distribution, { kind: 'empirical' }>,
  value: number,
): { readonly below: number; readonly atOrBelow: number } {
  if (distribution.kind === 'constant' || distribution.p50 === distribution.p95) {
    const only = distribution.kind === 'constant' ? distribution.value : distribution.p50;
    return { below: only < value ? 1 : 0, atOrBelow: only <= value ? 1 : 0 };
  }
  let [low, high] = [0, 1];
  for (let halvings = 0; halvings < HALVINGS; halvings++) {
    const middle = (low + high) / 2;
    if (sampleAt(distribution, middle) < value) low = middle;
    else high = middle;
  }
  return { below: low, atOrBelow: low };
}
