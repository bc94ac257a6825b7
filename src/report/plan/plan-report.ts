import type {
  Band,
  CapacityAnswer,
  ClosedForms,
  DistributionFit,
  FigureError,
  KneeAnswer,
  LatencyName,
  PercentileName,
  Prediction,
  ReadyCurve,
  StaggerAnswer,
  StartEnd,
  Sweep,
  TargetOutcome,
} from '../../plan/index.js';
import type { Threshold } from '../../thresholds/index.js';

/**
 * Where an input of a plan comes from: `given` by flags or a census, `measured` in a history, `reported` by the server
 * of builds that it does not count, or `assumed`.
 */
export type InputOrigin = 'given' | 'measured' | 'reported' | 'assumed';

/** One input of a plan, in words for people. */
export interface PlanInputLine {
  readonly name: string;
  readonly value: string;
  readonly origin: InputOrigin;
  /** From what exactly, or why. */
  readonly source: string;
}

/** What a plan was made from. */
export interface PlanBasis {
  /** `null`: different numbers are looked at. */
  readonly workspaces: number | null;
  /** In words: `at 09:00 on 2026-11-23 (Europe/Berlin)`. */
  readonly due: string;
  /** No day was said: the dates of its mornings mean nothing. */
  readonly isAnyDay: boolean;
  /** All of them over the day, in words, `?` where a number is asked for; `null` where nothing else is said of them. */
  readonly provisioners: string | null;
  readonly timeZone: string;
  readonly replications: number;
  readonly seed: string;
  readonly inputs: readonly PlanInputLine[];
  /**
   * How service times that were measured compare with a lognormal, of each template that has its own (`null`: of all);
   * empty: none were, or they were not taken.
   */
  readonly fits: readonly { readonly template: string | null; readonly fit: DistributionFit }[];
  /** What to mind, each a whole sentence. */
  readonly notes: readonly string[];
}

/** A latency and one of its percentiles. */
export interface PlanMetric {
  readonly latency: LatencyName;
  readonly percentile: PercentileName;
}

/** What is to hold, and in which share of the mornings. */
export interface PlanTargets {
  readonly targets: readonly Threshold[];
  readonly confidence: number;
}

export interface PredictAnswer {
  readonly kind: 'predict';
  readonly prediction: Prediction;
  readonly bounds: ClosedForms;
  /** `null`: no target was given. */
  readonly judged: (PlanTargets & { readonly outcome: TargetOutcome }) | null;
}

export interface CapacityReportAnswer extends PlanTargets {
  readonly kind: 'capacity';
  readonly answer: CapacityAnswer;
  /** All provisioners with that number, in words; `null` where they are that number all the time, or none is enough. */
  readonly provisionersText: string | null;
  /** Of the smallest number that is enough; `null`: none is. */
  readonly prediction: Prediction | null;
  readonly bounds: ClosedForms;
  readonly keptHours: number;
}

export interface StaggerReportAnswer extends PlanTargets {
  readonly kind: 'stagger';
  readonly answer: StaggerAnswer;
  readonly mostMinutes: number;
  /** As it is planned now. */
  readonly before: Prediction;
  /** Over the smallest window that is enough; `null`: none is. */
  readonly after: Prediction | null;
  /** Of each group its workspaces' names, in their order; `null` where they have none. */
  readonly names: readonly (readonly string[] | null)[];
  /** Of each group the name of its template; `null`: not known. */
  readonly templates: readonly (string | null)[];
}

export interface KneeReportAnswer {
  readonly kind: 'knee';
  readonly metric: PlanMetric;
  readonly answer: KneeAnswer;
  readonly keptHours: number;
}

export interface SweepReportAnswer {
  readonly kind: 'sweep';
  readonly metric: PlanMetric;
  readonly sweep: Sweep;
}

export interface CheckReportAnswer {
  readonly kind: 'check';
  /** What happened, in words. */
  readonly storm: string;
  readonly figures: readonly FigureError[];
  /** How many of those who were due ended in each way. */
  readonly ends: readonly {
    readonly end: StartEnd;
    readonly happened: number;
    readonly predicted: Band | null;
  }[];
  /** From the first creation to completed, at each share of all due; milliseconds. */
  readonly predicted: ReadyCurve;
  readonly recordedMs: readonly number[];
  /** Greatest error that passes, as a share; `null`: none was given. */
  readonly maxError: number | null;
}

/** What a plan answers. */
export type PlanAnswer =
  | PredictAnswer
  | CapacityReportAnswer
  | StaggerReportAnswer
  | KneeReportAnswer
  | SweepReportAnswer
  | CheckReportAnswer;

/** A plan's answer with what it was made from; what every format of it is rendered from. */
export interface PlanReport<Answer extends PlanAnswer = PlanAnswer> {
  readonly basis: PlanBasis;
  readonly answer: Answer;
  readonly nineamVersion: string;
}
