/** A sampling interval of a quantile; an end that no order statistic can bound is `null`. */
export interface QuantileInterval {
  readonly lower: number | null;
  readonly upper: number | null;
}

/** Probability left out on either side of a two-sided 95 % interval. */
const TAIL = 0.025;

/**
 * Two-sided 95 % order-statistic interval of a quantile: the number of samples below the true one is binomial (n, p).
 * @param sorted - Samples in ascending order, Infinity for what never happened.
 * @param p - Probability strictly between 0 and 1, not a percentage.
 */
export function quantileInterval(sorted: readonly number[] | Float64Array, p: number): QuantileInterval {
  const n = sorted.length;
  let interval: QuantileInterval = { lower: null, upper: null };
  let logTerm = n * Math.log1p(-p);
  let below = 0;
  for (let k = 0; k < n; k += 1) {
    below += Math.exp(logTerm);
    if (below <= TAIL) interval = { lower: sorted[k] ?? null, upper: null };
    if (below >= 1 - TAIL) return { ...interval, upper: sorted[k] ?? null };
    logTerm += Math.log((n - k) / (k + 1)) + Math.log(p / (1 - p));
  }
  return interval;
}
