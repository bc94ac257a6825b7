import { nearestRank, type QuantileInterval, quantileInterval } from '../stats/index.js';
import { secondsText } from './words.js';

/** A percentile of all due with its sampling interval, and the same for people. */
export interface HeadlineInterval extends QuantileInterval {
  /** `null` when nothing was due, Infinity when it was not reached. */
  readonly value: number | null;
  /** e.g. `63.10 s to 66.20 s`, `63.10 s to above 66.20 s`, `unknown`. */
  readonly text: string;
}

/**
 * A percentile with its 95 % sampling interval, and words for an end that the sample is too small to have.
 * @param sorted - Times of all due in milliseconds, ascending; Infinity for who did not become usable.
 * @param p - Probability strictly between 0 and 1, not a percentage.
 */
export function headlineInterval(sorted: Float64Array, p: number): HeadlineInterval {
  if (sorted.length === 0) return { value: null, lower: null, upper: null, text: 'unknown' };
  const { lower, upper } = quantileInterval(sorted, p);
  const [least, most] = [sorted[0] ?? 0, sorted.at(-1) ?? 0];
  const from = lower === null ? `below ${secondsText(least)}` : secondsText(lower);
  const above = most === Number.POSITIVE_INFINITY ? secondsText(most) : `above ${secondsText(most)}`;
  const to = upper === null ? above : secondsText(upper);
  return { value: nearestRank(sorted, p), lower, upper, text: from === to ? from : `${from} to ${to}` };
}
