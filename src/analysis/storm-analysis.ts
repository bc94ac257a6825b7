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
   * empty, from when the first had all come to the last end. `null` when their number was no limit, or is not known:
   * jobs hardly waited (for less than 1 % of the time that was worked on them), or the provisioners that took them were
   * idle or elsewhere meanwhile (at work on other jobs of the storm for less than a quarter of the waits), or more work
   * was done than so many can do.
   */
  readonly effective: number | null;
  /**
   * Busy time over `effective` (or `busiest`, where that is `null` or 0) × the span from first start to last completion;
   * never above 1.
   */
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
 * What held the storm up: the greatest part of the wait after the first build of each minute was created. The time
 * before it, where the executor's tick happened to stand, has nothing to do with load; it is the verdict only where it
 * is at least 90 % of the whole wait.
 *
 * | kind | most of the time went by |
 * |---|---|
 * | `tick` | before the first build was created: where the executor's tick happened to stand |
 * | `creation` | between the first creation and each one's own |
 * | `queue` | waiting for a provisioner |
 * | `build` | in the builds themselves |
 * | `agent` | between the end of the build and the readiness of the agent |
 * | `none` | nothing was measured |
 *
 * The wait is the summed time of all workspaces from the scheduled minute to usable. Where one never became usable, it
 * lasts until nobody waited for it any longer or its job ended, and the rest of it belongs to the stage in which that
 * was. Workspaces without a build and without such a time are not in it.
 */
export interface Bottleneck {
  readonly kind: 'tick' | 'creation' | 'queue' | 'build' | 'agent' | 'none';
  /** In [0, 1]: of the wait after the first creation; of the whole wait where the kind is `tick`. */
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
