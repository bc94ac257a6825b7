/**
 * A value over time as steps: from `us[i]` (inclusive) to `us[i + 1]` it is `value[i]`. Times are whole microseconds
 * since the epoch, strictly ascending; before the first the value is 0.
 */
export interface StepSeries {
  readonly us: readonly number[];
  readonly value: readonly number[];
}

/** A mean over consecutive intervals of equal length. */
export interface BinnedSeries {
  /** Begin of the first interval, in whole microseconds since the epoch. */
  readonly fromUs: number;
  readonly widthUs: number;
  readonly value: readonly number[];
}

/** Cumulative counts of workspaces, all on one time axis. */
export interface StormCurves {
  readonly due: StepSeries;
  readonly created: StepSeries;
  readonly started: StepSeries;
  readonly completed: StepSeries;
  readonly usable: StepSeries;
}

/** What provisioners did, as far as the jobs of this storm show. */
export interface ProvisionerUse {
  /** Different provisioners that took a job of the storm. */
  readonly seen: number;
  /** The most that worked on jobs of the storm at one time. */
  readonly busiest: number;
  /**
   * How many the storm had to itself while jobs waited: the time-weighted median of busy ones while the queue was not
   * empty; `null` when jobs never waited.
   */
  readonly effective: number | null;
  /** Busy time over `effective` (or `busiest`) × the span from first start to last completion, in [0, 1]. */
  readonly utilisation: number | null;
}

/** Time that provisioners spent on one job, started to completed, without reaped jobs and negative queue waits. */
export interface ServiceTimes {
  readonly n: number;
  readonly meanMs: number | null;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  /** Kept out: jobs that the server gave up, and jobs recorded as started before they were created. */
  readonly reaped: number;
  readonly negativeQueueWaits: number;
}

/**
 * What most of the wait was. `share` is of the summed time from the scheduled minutes to usable, in [0, 1].
 *
 * | kind | most of the time went by |
 * |---|---|
 * | `tick` | before the first build was created: where the executor's tick happened to stand |
 * | `creation` | between the first creation and each one's own |
 * | `queue` | waiting for a provisioner |
 * | `build` | in the builds themselves |
 * | `agent` | between the end of the build and the readiness of the agent |
 * | `none` | nothing was measured |
 */
export interface Bottleneck {
  readonly kind: 'tick' | 'creation' | 'queue' | 'build' | 'agent' | 'none';
  readonly share: number;
  /** In words for people, each a whole sentence with its evidence. */
  readonly sentences: readonly string[];
}

/** What the records of a storm say beyond single workspaces. All of it is derived from the server's timestamps. */
export interface StormAnalysis {
  /** The earliest scheduled minute, in microseconds since the epoch; `null` when nothing was due. */
  readonly scheduledUs: number | null;
  readonly curves: StormCurves;
  /** From when on the usable curve is not known to be complete, because a wait ended first; `null`: it is complete. */
  readonly censoredFromUs: number | null;
  /** Jobs of the storm that waited for a provisioner. */
  readonly queueDepth: StepSeries;
  /** Provisioners that worked on a job of the storm. */
  readonly busyProvisioners: StepSeries;
  /** Builds created per second. */
  readonly creationRate: BinnedSeries;
  readonly provisioners: ProvisionerUse;
  readonly serviceTimes: ServiceTimes;
  readonly bottleneck: Bottleneck;
  /** Where the records contradict each other, in words; empty when they do not. */
  readonly inconsistencies: readonly string[];
}
