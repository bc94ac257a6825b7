import type { ModelTemplate, ProvisionerTags } from '../../model/index.js';
import type { SweepAxis } from '../../plan/index.js';
import type { PlanMetric } from '../../report/index.js';
import type { Distribution } from '../../stats/index.js';
import type { AgentWait, Transition } from '../../storm/index.js';
import type { Threshold } from '../../thresholds/index.js';
import type { RunPlan } from '../run-plan.js';

/** In the place of a number of provisioners: what is to be found out. */
export const ASKED = '?';
export type Asked = typeof ASKED;

/** A change of the provisioners on each morning. */
export interface ProvisionerStep<Count = number> {
  readonly at: /** Minutes after midnight, in the plan's time zone. */
    | { readonly kind: 'time_of_day'; readonly minutes: number }
    /** After the first minute at which somebody is due: an autoscaler that needs its time. */
    | { readonly kind: 'after_due'; readonly ms: number };
  readonly count: Count;
}

/** How many provisioners there are, and when there are others. */
export interface ProvisionersSetting<Count = number> {
  readonly initial: Count;
  readonly steps: readonly ProvisionerStep<Count>[];
}

/** Provisioners with tags, all the time. */
export interface AskedTaggedProvisioners {
  readonly count: number | Asked;
  readonly tags: ProvisionerTags;
}

/** A part of those who are due, as a person says it; `null`: as for all. */
export interface GroupSetting {
  readonly count: number;
  readonly template: string | null;
  readonly dueAtMinutes: number | null;
  readonly timeZone: string | null;
  readonly windowMinutes: number | null;
  /** How long its starts take. */
  readonly startTime: Distribution | null;
}

/** A template by its name. */
export interface NamedTemplate {
  readonly name: string;
  readonly model: ModelTemplate;
}

/** Who is due, as a person says it; `null`: not said. */
export interface WhoIsDue {
  readonly workspaces: number | null;
  /** Empty: not said. */
  readonly groups: readonly GroupSetting[];
  /** Path of a census of schedules. */
  readonly census: string | null;
  /** Name of the template of `workspaces`, where the history knows several. */
  readonly template: string | null;
  /** The same from the environment, where it may be meant for something else: it counts where it is known. */
  readonly templateHint: string | null;
  /** Minutes after midnight. */
  readonly dueAtMinutes: number;
  /** `2026-11-23`. */
  readonly day: string | null;
  readonly timeZone: string;
  /** 0: all in the same minute. */
  readonly windowMinutes: number;
  readonly mornings: number;
}

/** The same before it is known what a run had; `null`: not said. */
export interface AskedWho extends Omit<WhoIsDue, 'windowMinutes'> {
  readonly windowMinutes: number | null;
}

/** A deployment that is read, and how. */
export type PlanDeployment = Pick<RunPlan, 'target' | 'requestConcurrency' | 'requestTimeoutMs'>;

/** How builds go; `null`: from the history, else assumed. */
export interface BuildSettings {
  readonly serviceTime: Partial<Record<Transition, Distribution>>;
  readonly failureRate: number | null;
  readonly replicas: number | null;
  /** After the minute, one for each replica. */
  readonly tickPhasesUs: readonly number[] | null;
  readonly creation: Distribution | null;
  /** `null`: until agents are ready. */
  readonly waitFor: AgentWait | null;
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
    } & PlanDeployment);

/** Everything that a plan is made from, as a person says it. */
export interface PlanSources {
  readonly who: AskedWho;
  /** Whose schedules say who is due, beside a history from elsewhere; `null`: no deployment's. */
  readonly censusOf: PlanDeployment | null;
  /** `null`: not said. */
  readonly provisioners: ProvisionersSetting<number | Asked> | null;
  readonly taggedProvisioners: readonly AskedTaggedProvisioners[];
  /** What a file says of templates; empty without one. */
  readonly templates: readonly NamedTemplate[];
  readonly builds: BuildSettings;
  /** `null`: not said. */
  readonly queuedJobs: number | null;
  /** `null`: not said. */
  readonly backgroundPerMinute: number | null;
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
      /** How long those that are asked for are kept on a morning; `null`: not said. */
      readonly keptHours: number | null;
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
      /** As of a capacity. */
      readonly keptHours: number | null;
      /** `null`: from what the work comes to. */
      readonly provisioners: readonly number[] | null;
    }
  | {
      readonly kind: 'sweep';
      readonly metric: PlanMetric;
      readonly rows: SweepAxis;
      readonly columns: SweepAxis;
    };
