import type { Comparison } from './comparisons.js';
import type { CountMetric, LatencyFamily } from './metrics.js';

/** A limit for a percentile of a latency. */
export interface LatencyThreshold {
  readonly kind: 'latency';
  /** In the words that the user wrote. */
  readonly text: string;
  readonly family: LatencyFamily;
  /** Probability in (0, 1]; 1 is the maximum. */
  readonly p: number;
  /** Never an equality: latencies are measured to the microsecond. */
  readonly comparison: Exclude<Comparison, '==' | '!='>;
  /** In milliseconds, not negative. */
  readonly limitMs: number;
}

/** A limit for how many workspaces. */
export interface CountThreshold {
  readonly kind: 'count';
  /** In the words that the user wrote. */
  readonly text: string;
  readonly metric: CountMetric;
  readonly comparison: Comparison;
  readonly limit: CountLimit;
}

export interface CountLimit {
  /** `percent`: of all due, or for `setup_failed` of all that were asked for. */
  readonly unit: 'workspaces' | 'percent';
  /** A whole number of workspaces, or a percentage in [0, 100] with at most six decimals. */
  readonly value: number;
}

/** What must hold for a run to be good, as `--threshold` gives it. */
export type Threshold = LatencyThreshold | CountThreshold;
