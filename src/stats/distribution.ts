import { nearestRank } from './nearest-rank.js';
import { normalQuantile } from './normal-quantile.js';

/**
 * How long something takes; all values in one unit of the caller's choice.
 *
 * | kind | meaning |
 * |---|---|
 * | `constant` | always `value` |
 * | `lognormal` | given by two of its percentiles, `0 < p50 <= p95` |
 * | `empirical` | each of `sortedValues` (ascending, not empty) equally likely |
 */
export type Distribution =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'lognormal'; readonly p50: number; readonly p95: number }
  | { readonly kind: 'empirical'; readonly sortedValues: readonly number[] };

/** Standard deviations from the median to the 95th percentile of a normal variable. */
const Z95 = normalQuantile(0.95);

/**
 * The value below which a share `u` of the distribution lies (its inverse distribution function): a uniform `u`
 * gives a draw, `u = 0.95` the 95th percentile.
 * @param u - Probability in [0, 1); 0 gives the lowest value (of a lognormal: 0).
 * @throws RangeError if an empirical distribution is empty.
 */
export function sampleAt(distribution: Distribution, u: number): number {
  return samplerOf(distribution)(u);
}

/** {@link sampleAt} for drawing very often: what does not depend on `u` is worked out once. */
export function samplerOf(distribution: Distribution): (u: number) => number {
  switch (distribution.kind) {
    case 'constant':
      return () => distribution.value;
    case 'lognormal': {
      const { p50, p95 } = distribution;
      if (p95 === p50) return () => p50;
      const sigma = sigmaOf(distribution);
      return (u) => p50 * Math.exp(sigma * normalQuantile(u));
    }
    case 'empirical':
      return (u) => nearestRank(distribution.sortedValues, u);
    default:
      return distribution satisfies never;
  }
}

/**
 * The expected value.
 * @throws RangeError if an empirical distribution is empty.
 */
export function meanOf(distribution: Distribution): number {
  switch (distribution.kind) {
    case 'constant':
      return distribution.value;
    case 'lognormal':
      return distribution.p50 * Math.exp(sigmaOf(distribution) ** 2 / 2);
    case 'empirical': {
      const values = distribution.sortedValues;
      if (values.length === 0) throw new RangeError('an empty sample has no mean');
      return values.reduce((sum, value) => sum + value, 0) / values.length;
    }
    default:
      return distribution satisfies never;
  }
}

/**
 * The variance: the expected square of the distance from the expected value.
 * @throws RangeError if an empirical distribution is empty.
 */
export function varianceOf(distribution: Distribution): number {
  const mean = meanOf(distribution);
  switch (distribution.kind) {
    case 'constant':
      return 0;
    case 'lognormal':
      // Mean² · (e^σ² − 1), and e^(σ²/2) = mean / median.
      return mean ** 2 * ((mean / distribution.p50) ** 2 - 1);
    case 'empirical': {
      const values = distribution.sortedValues;
      return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    }
    default:
      return distribution satisfies never;
  }
}

/** The distribution of what takes `factor` times as long. */
export function scaledBy(distribution: Distribution, factor: number): Distribution {
  switch (distribution.kind) {
    case 'constant':
      return { kind: 'constant', value: distribution.value * factor };
    case 'lognormal':
      return { kind: 'lognormal', p50: distribution.p50 * factor, p95: distribution.p95 * factor };
    case 'empirical':
      return { kind: 'empirical', sortedValues: distribution.sortedValues.map((value) => value * factor) };
    default:
      return distribution satisfies never;
  }
}

/**
 * What is wrong with a distribution of durations, in words for people; `null` when nothing is.
 * Durations must be finite and not negative.
 */
export function distributionProblem(distribution: Distribution): string | null {
  switch (distribution.kind) {
    case 'constant':
      return isDuration(distribution.value) ? null : 'must be a finite duration from 0';
    case 'lognormal':
      if (!isDuration(distribution.p50) || distribution.p50 === 0) return 'p50 must be a duration above 0';
      if (!isDuration(distribution.p95) || distribution.p95 < distribution.p50) {
        return 'p95 must be a duration that is not below p50';
      }
      return null;
    case 'empirical':
      return empiricalProblem(distribution.sortedValues);
    default:
      return distribution satisfies never;
  }
}

function empiricalProblem(values: readonly number[]): string | null {
  if (values.length === 0) return 'needs at least one sample';
  if (!values.every(isDuration)) return 'samples must be finite durations from 0';
  const ascending = values.every((value, i) => value >= (values[i - 1] ?? 0));
  return ascending ? null : 'samples must be in ascending order';
}

function isDuration(value: number): boolean {
  return Number.isFinite(value) && value >= 0;
}

function sigmaOf(lognormal: { readonly p50: number; readonly p95: number }): number {
  return Math.log(lognormal.p95 / lognormal.p50) / Z95;
}
