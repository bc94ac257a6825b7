/** A sampling interval of a quantile; an end that no order statistic can bound is `null`. */
export interface QuantileInterval {
  readonly lower: number | null;
  /** Infinity where the limit is a sample that never happened. */
  readonly upper: number | null;
}

/** Terms of a binomial distribution below this share of its greatest one are left out. */
const NEGLIGIBLE = 1e-20;

/**
 * Two-sided interval for the quantile of whatever the samples were drawn from, without assuming its shape: the number
 * of samples at or below the true quantile is binomial (n, p), so order statistics bound it (David and Nagaraja,
 * Order Statistics, 3rd ed., section 7.1). Each side errs with probability (1 − confidence)/2 at most.
 *
 * It holds for independent samples of one distribution. It says how far the quantile of this storm can be off by
 * chance of sampling, and nothing about the next run. At 95 % the upper limit of p95 exists from n = 72, of p99
 * from n = 368.
 * @param sorted - Samples in ascending order; Infinity stands for what never happened and ranks last.
 * @param p - Probability strictly between 0 and 1, not a percentage.
 * @param confidence - Least probability that the interval holds the quantile, strictly between 0 and 1.
 * @throws RangeError if `p` or `confidence` lies outside (0, 1).
 */
export function quantileInterval(
  sorted: readonly number[] | Float64Array,
  p: number,
  confidence = 0.95,
): QuantileInterval {
  if (!(p > 0 && p < 1)) throw new RangeError(`p must lie between 0 and 1, e.g. 0.95; got ${String(p)}`);
  if (!(confidence > 0 && confidence < 1)) {
    throw new RangeError(`the confidence must lie between 0 and 1, e.g. 0.95; got ${String(confidence)}`);
  }
  const n = sorted.length;
  if (n === 0) return { lower: null, upper: null };
  const { from, share } = binomialShares(n, p);
  const tail = (1 - confidence) / 2;
  return {
    lower: sorted[lowerRank(from, share, tail) - 1] ?? null,
    upper: sorted[upperRank(from, share, tail) - 1] ?? null,
  };
}

/** The largest rank l with P(B ≤ l − 1) ≤ `tail`; 0 when there is none. */
function lowerRank(from: number, share: readonly number[], tail: number): number {
  let below = 0;
  let i = 0;
  while (i < share.length && below + (share[i] ?? 0) <= tail) {
    below += share[i] ?? 0;
    i++;
  }
  return from + i;
}

/** The smallest rank u with P(B ≥ u) ≤ `tail`; above n when there is none. */
function upperRank(from: number, share: readonly number[], tail: number): number {
  let above = 0;
  let i = share.length - 1;
  while (i >= 0 && above + (share[i] ?? 0) <= tail) {
    above += share[i] ?? 0;
    i--;
  }
  return from + i + 1;
}

/**
 * Probabilities of `from`, `from + 1`, … successes in n trials: by ratios of neighbors outwards from the most likely
 * number, so that nothing overflows, underflows or cancels.
 */
function binomialShares(n: number, p: number): { from: number; share: readonly number[] } {
  const odds = p / (1 - p);
  const mode = Math.min(n, Math.floor((n + 1) * p));
  const down: number[] = [];
  let weight = 1;
  for (let k = mode; k > 0; k--) {
    weight *= k / ((n - k + 1) * odds);
    if (weight < NEGLIGIBLE) break;
    down.push(weight);
  }
  const up: number[] = [];
  weight = 1;
  for (let k = mode; k < n; k++) {
    weight *= ((n - k) * odds) / (k + 1);
    if (weight < NEGLIGIBLE) break;
    up.push(weight);
  }
  const weights = [...down.reverse(), 1, ...up];
  const sum = weights.reduce((total, w) => total + w, 0);
  return { from: mode - down.length, share: weights.map((w) => w / sum) };
}
