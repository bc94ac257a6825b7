import type { RunStage } from '../storm/index.js';
import type { ExpectedSteps } from './expected-curve.js';
import type { Notice } from './notices.js';
import type { Note } from './progress/note.js';
import type { StageText } from './progress/progress-details.js';
import type { Meter } from './progress/progress-report.js';
import type { CurveView } from './run-curve.js';
import type { StateCount } from './state-counts.js';

/** A figure that changes while a run goes. */
export interface KeyFigure {
  readonly label: string;
  /** `null`: not known (yet). */
  readonly value: string | null;
  readonly detail: string;
}

/**
 * What the live page shows of a run at one moment, whole: of the same size whatever the run. It is all that the stream
 * carries, so a page that missed some is right again with the next.
 */
export interface LiveSnapshot {
  readonly stage: RunStage | null;
  /** What the run does, in words. */
  readonly title: string;
  /** The stage alone, in words: what is worth being read aloud when it changes. */
  readonly stageTitle: string;
  readonly meters: readonly Meter[];
  readonly remarks: readonly Note[];
  readonly figures: readonly KeyFigure[];
  readonly stages: readonly StageText[];
  readonly total: number;
  readonly states: readonly StateCount[];
  /** Set-up until the scheduled minute, then the storm; `null` before either. */
  readonly curve:
    | (CurveView & {
        readonly of: 'setup' | 'storm';
        readonly untilMs: number;
        /** Beside a storm that was predicted. */
        readonly expected?: ExpectedSteps;
      })
    | null;
  readonly notices: readonly Notice[];
  readonly noticesLeftOut: number;
  /** Whether there is a report to be opened: none, one that says nothing of cleanup, or the whole one. */
  readonly report: 'none' | 'before_cleanup' | 'whole';
  /** Whether this is the last snapshot. */
  readonly over: boolean;
}
