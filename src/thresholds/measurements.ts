import type { CountMetric, LatencyFamily } from './metrics.js';

/** What thresholds are held against: one storm, as far as they can ask about it. */
export interface Measurements {
  /**
   * Samples in milliseconds, in any order. The `ready` ones have one of every workspace that was due, Infinity for one
   * that did not become usable; those of a phase have one of every workspace that entered it, Infinity for one that did
   * not get through.
   */
  readonly latenciesMs: Readonly<Record<LatencyFamily, readonly number[] | Float64Array>>;
  readonly counts: Readonly<Record<CountMetric, number>>;
  /** Workspaces that were scheduled. */
  readonly due: number;
  /** Workspaces that were asked for, whether they got through set-up or not. */
  readonly askedFor: number;
}
