import type { Threshold } from './threshold.js';

/** How one threshold came out. No data is not a pass. */
export type ThresholdStatus = 'passed' | 'crossed' | 'not_evaluated';

/** A threshold with what was measured. */
export interface ThresholdVerdict {
  /** In the words that the user wrote. */
  readonly text: string;
  /** What was asked for, as it was read; none where the limit was for a comparison. Without it nobody is excused. */
  readonly threshold?: Threshold;
  readonly status: ThresholdStatus;
  /** What was measured, in the unit of the metric (milliseconds, a share in [0, 1], or a count); Infinity: not reached. */
  readonly measured: number | null;
  /** The same for people, e.g. `4m12s`, `not reached (83 % became usable)`, `98.5 %`, or why it was not evaluated. */
  readonly measuredText: string;
}
