import type { Measurements } from '../../thresholds/index.js';
import type { Band } from './band.js';
import type { RushPrediction } from './rushes.js';

/** A latency as thresholds call it. */
export type LatencyName = keyof Measurements['latenciesMs'];
/** Which of its percentiles are told. */
export type PercentileName = 'p50' | 'p95' | 'p99' | 'max';

/** How often something happens. */
export interface Risk {
  /** In how many of the replications it happens to anybody. */
  readonly replications: number;
  /** That number as a share, with its exact interval of 95 %. */
  readonly chance: number;
  readonly lower: number;
  readonly upper: number;
  /** To how many workspaces it happens. */
  readonly workspaces: Band;
}

/**
 * When a share of all due is usable, in milliseconds after the first minute of the morning. A band across times at each
 * share; turned around it is one across shares at each time, of the same confidence.
 */
export interface ReadyCurve {
  /** Ascending, up to 1. */
  readonly shares: readonly number[];
  readonly lowMs: readonly number[];
  readonly medianMs: readonly number[];
  readonly highMs: readonly number[];
}

/** What one morning will be like. */
export interface MorningPrediction {
  /** The first and the last minute at which somebody is due, microseconds since the epoch. */
  readonly firstDueUs: number;
  readonly lastDueUs: number;
  readonly due: number;
  /** Where minutes lie so far apart that there are several; else empty. */
  readonly rushes: readonly RushPrediction[];
  readonly curve: ReadyCurve;
  /** Milliseconds; `null` where nobody enters the phase. Whom a percentile is over: docs/measuring.md. */
  readonly latenciesMs: Readonly<Record<LatencyName, Readonly<Record<PercentileName, Band>> | null>>;
  readonly usable: Band;
  readonly failed: Band;
  /** Without a job before the morning was over. */
  readonly missed: Band;
  /** With one, but neither usable nor failed before the morning was over. */
  readonly timedOut: Band;
  /**
   * From the first minute to the last end of the jobs of those that were due; Infinity where one does not end, or none was
   * made. Who was missed has no job.
   */
  readonly drainMs: Band;
  /** Share of the provisioners' time between the first creation and the last end of these jobs that was work; `null` where none was. */
  readonly utilisation: Band | null;
  /** Jobs that the reaper ended because they waited too long. */
  readonly reaped: Risk;
  /** Workspaces that will not be autostarted on their next morning, because this start or the stop after it did not succeed. */
  readonly lostForNextMorning: Risk;
}

/** What a plan predicts. */
export interface Prediction {
  readonly replications: number;
  readonly mornings: readonly MorningPrediction[];
  /** Events that were simulated in all. */
  readonly events: number;
}
