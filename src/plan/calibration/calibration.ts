import type { StormModelParameters } from '../../model/index.js';
import type { Distribution } from '../../stats/index.js';

/** Where the value of a parameter comes from. */
export type Provenance =
  /** Of `n` observations. */
  | { readonly kind: 'measured'; readonly n: number; readonly how: string }
  /** The server's own figure, of builds that it does not count. */
  | { readonly kind: 'reported'; readonly how: string }
  /** The default, or a value that follows from how others were measured. */
  | { readonly kind: 'assumed'; readonly why: string };

/** Parameters that a history can say something of. Times in microseconds, as the model has them. */
export type CalibratedName =
  | 'serviceTime.start'
  | 'serviceTime.stop'
  | 'serviceTime.delete'
  | 'failedStartTime'
  | 'completion'
  | 'failureRate.start'
  | 'failureRate.stop'
  | 'failureRate.delete'
  | 'creation'
  | 'pickUp'
  | 'handOff'
  | 'earlyStartRate'
  | 'agents';

/** One parameter, and where it comes from. */
export interface CalibratedField {
  readonly name: CalibratedName;
  /** In words for people. */
  readonly value: string;
  readonly provenance: Provenance;
}

/** One level of a table that holds a distribution against the data. Microseconds. */
export interface QuantilePair {
  /** Probability in (0, 1]. */
  readonly p: number;
  readonly observedUs: number;
  readonly fittedUs: number;
}

/**
 * How a distribution fits the observations. `distance` is Kolmogorov's: at no time do the shares of both that were done
 * by then differ by more; `critical` is what it would exceed once in twenty times by chance alone.
 */
export interface DistributionFit {
  readonly fitted: Distribution;
  readonly n: number;
  readonly distance: number;
  readonly critical: number;
  readonly quantiles: readonly QuantilePair[];
}

/** Whether service times stayed the same: the builds that were started first against those started last, by halves. */
export interface ServiceDrift {
  readonly firstN: number;
  readonly lastN: number;
  readonly distance: number;
  readonly critical: number;
  readonly firstP50Us: number;
  readonly lastP50Us: number;
}

/** Which builds service times were taken from. */
export type CalibrationBasis = 'autostart' | 'other_starts' | 'build_time_stats';

/** Observations that say nothing of service times, and why. */
export interface KeptOut {
  readonly reaped: number;
  /** Recorded as started before they were created. */
  readonly negativeQueueWaits: number;
  readonly canceled: number;
  /** Not ended when they were read, or never taken. */
  readonly unfinished: number;
  /** Start builds of another reason, where autostarts were taken. */
  readonly otherStarts: number;
}

/** Provisioners at work in the history: no parameter of it, but the first thing to compare a plan with. */
export interface ObservedProvisioners {
  /** Different ones that took a job; `null` where records do not name them. */
  readonly seen: number | null;
  /** Most jobs that ran at one time. */
  readonly busiest: number;
}

/** What is known of one template. */
export interface TemplateCalibration {
  readonly name: string;
  /** Service time of its starts and its agents. */
  readonly fields: readonly CalibratedField[];
  /** As of {@link Calibration}; `null` also where it takes the times of all. */
  readonly lognormalFit: DistributionFit | null;
}

/** What a history of builds says of the model's parameters. */
export interface Calibration {
  /** To be laid over the defaults. */
  readonly parameters: Partial<StormModelParameters>;
  /** What was measured and what is assumed; one entry for every {@link CalibratedName}. */
  readonly fields: readonly CalibratedField[];
  /**
   * Those of `parameters.templates`, in its order; empty where their names are not known. One that has nothing of its own
   * stands here alone.
   */
  readonly templates: readonly TemplateCalibration[];
  readonly basis: CalibrationBasis;
  /** Start builds that the service times were taken from. */
  readonly builds: number;
  /** From the first creation to the last, in microseconds since the epoch; `null` without builds. */
  readonly span: { readonly fromUs: number; readonly untilUs: number } | null;
  readonly keptOut: KeptOut;
  /** `null` where not all of their jobs are known. */
  readonly provisioners: ObservedProvisioners | null;
  /**
   * The lognormal with the sample's own p50 and p95, what `--service-time` would say, against the data; the planner
   * itself draws from the observed times. `null` without observed times, or where they are no lognormal's.
   */
  readonly lognormalFit: DistributionFit | null;
  /** `null` for fewer than forty builds. */
  readonly drift: ServiceDrift | null;
  /** What to mind, each a whole sentence. */
  readonly caveats: readonly string[];
}
