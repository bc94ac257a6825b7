import type { SweepAxis } from '../../plan/index.js';
import type { PlanMetric } from '../../report/index.js';
import type { Distribution } from '../../stats/index.js';
import type { AgentWait, Transition } from '../../storm/index.js';
import type { Threshold } from '../../thresholds/index.js';
import type { RunPlan } from '../run-plan.js';

/** A change of the provisioners on each morning. */
export interface ProvisionerStep {
  readonly at: /** Minutes after midnight, in the plan's time zone. */
    | { readonly kind: 'time_of_day'; readonly minutes: number }
    /** After the first minute at which somebody is due: an autoscaler that needs its time. */
    | { readonly kind: 'after_due'; readonly ms: number };
  readonly count: number;
}

/** How many provisioners there are, and when there are others. */
export interface ProvisionersSetting {
  readonly initial: number;
  readonly steps: readonly ProvisionerStep[];
}

/** Who is due, as a person says it; `null`: not said. */
export interface WhoIsDue {
  readonly workspaces: number | null;
  /** Path of a census of schedules. */
  readonly census: string | null;
  /** Name of the template of `workspaces`, where the history knows several. */
  readonly template: string | null;
  /** Minutes after midnight. */
  readonly dueAtMinutes: number;
  /** `2026-11-23`. */
  readonly day: string | null;
  readonly timeZone: string;
  /** 0: all in the same minute. */
  readonly windowMinutes: number;
  readonly mornings: number;
}

/** How builds go; `null`: from the history, else assumed. */
export interface BuildSettings {
  readonly serviceTime: Partial<Record<Transition, Distribution>>;
  readonly failureRate: number | null;
  readonly replicas: number | null;
  /** After the minute, one for each replica. */
  readonly tickPhasesUs: readonly number[] | null;
  readonly creation: Distribution | null;
  readonly waitFor: AgentWait;
}

/** What the model's parameters are taken from. */
export type HistorySource =
  | { readonly kind: 'none' }
  /** A run in the words of `findSavedRun`, or a CSV of build rows. */
  | { readonly kind: 'named'; readonly words: string }
  | ({
      readonly kind: 'deployment';
      /** How far back. */
      readonly windowMs: number;
    } & Pick<RunPlan, 'target' | 'requestConcurrency' | 'requestTimeoutMs'>);

/** Everything that a plan is made from, as a person says it. */
export interface PlanSources {
  readonly who: WhoIsDue;
  readonly provisioners: ProvisionersSetting | null;
  readonly builds: BuildSettings;
  readonly queuedJobs: number;
  readonly backgroundPerMinute: number;
  readonly history: HistorySource;
  readonly seed: string;
  readonly replications: number;
  readonly stateDir: string;
  readonly cwd: string;
}

/** What is asked of the plan. */
export type PlanQuestion =
  | { readonly kind: 'predict'; readonly targets: readonly Threshold[]; readonly confidence: number }
  | {
      readonly kind: 'capacity';
      readonly targets: readonly Threshold[];
      readonly confidence: number;
      readonly keptHours: number;
    }
  | {
      readonly kind: 'stagger';
      readonly targets: readonly Threshold[];
      readonly confidence: number;
      readonly mostMinutes: number;
    }
  | {
      readonly kind: 'knee';
      readonly metric: PlanMetric;
      readonly keptHours: number;
      /** `null`: from what the work comes to. */
      readonly provisioners: readonly number[] | null;
    }
  | {
      readonly kind: 'sweep';
      readonly metric: PlanMetric;
      readonly rows: SweepAxis;
      readonly columns: SweepAxis;
    };
