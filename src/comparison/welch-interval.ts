import { studentTQuantile } from '../stats/index.js';

/**
 * A two-sided 95 % interval of the difference of two means, second minus first, for samples of unequal variances
 * (Welch 1947, with the degrees of freedom of Satterthwaite 1946).
 * @param first - At least two values.
 * @param second - At least two values.
 */
export function welchInterval(
  first: readonly number[],
  second: readonly number[],
): readonly [low: number, high: number] {
  const [a, b] = [moments(first), moments(second)];
  const difference = b.mean - a.mean;
  const variance = a.varianceOfMean + b.varianceOfMean;
  if (variance === 0) return [difference, difference];
  const degreesOfFreedom =
    variance ** 2 /
    (a.varianceOfMean ** 2 / (first.length - 1) + b.varianceOfMean ** 2 / (second.length - 1));
  const half = studentTQuantile(0.975, degreesOfFreedom) * Math.sqrt(variance);
  return [difference - half, difference + half];
}

function moments(values: readonly number[]): { readonly mean: number; readonly varianceOfMean: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, varianceOfMean: squares / (values.length - 1) / values.length };
}
