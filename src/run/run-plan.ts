import type { DeploymentOptions, EmbeddedTemplate, PopulationOptions } from '../embedded/index.js';
import type { LiveSettings } from '../live/index.js';
import type { OutputSpec } from '../report/index.js';
import type { AgentWait } from '../storm/index.js';
import type { TelemetrySettings } from '../telemetry/index.js';
import type { AbortCondition, Threshold } from '../thresholds/index.js';
import type { RunToResume } from './resume/index.js';

/** How to reach a deployment that runs elsewhere. */
export interface RemoteTarget {
  readonly kind: 'remote';
  readonly url: string;
  readonly token: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly proxy: ProxySettings;
}

/** Proxies as the environment names them; an absent one is not used. */
export interface ProxySettings {
  readonly httpProxy?: string;
  readonly httpsProxy?: string;
  readonly noProxy?: string;
}

/** What the deployment inside this process is like. */
export interface EmbeddedTarget {
  readonly kind: 'embedded';
  readonly parameters: DeploymentOptions['parameters'];
  readonly timeScale: number;
  /** `null`: its own. */
  readonly templates: readonly EmbeddedTemplate[] | null;
  /** What it holds before anybody uses it; `null`: nothing. */
  readonly population: PopulationOptions | null;
}

export type Target = RemoteTarget | EmbeddedTarget;

/** How created users authenticate; `auto`: by password unless the deployment refuses password users. */
export type UserAuthChoice = 'auto' | 'password' | 'none';
export type UpdatesChoice = 'auto' | 'watch-all' | 'poll';

/**
 * Whether users and workspaces are removed at the end; schedules always are.
 *
 * | choice | removed |
 * |---|---|
 * | `always` | whatever happened |
 * | `on-success` | when the exit code would be 0; else they stay to be looked at |
 * | `never` | not by the run |
 */
export type CleanupChoice = (typeof CLEANUP_CHOICES)[number];
export const CLEANUP_CHOICES = ['always', 'on-success', 'never'] as const;

/** How cleanup goes about it; `null` limits are none. */
export interface CleanupPlan {
  /** Workspaces being deleted at once; `null`: decided from the live provisioners. */
  readonly concurrency: number | null;
  readonly timeoutMs: number | null;
  /** One delete job, counted from its start. */
  readonly jobTimeoutMs: number | null;
}

/** Everything decided about a run, and nothing created yet. Durations are milliseconds of the deployment's clock. */
export interface RunPlan {
  readonly target: Target;
  readonly workspaceCount: number;
  /** Name or id; `null` lets the embedded deployment choose its default. */
  readonly template: string | null;
  /** Name or id; `null`: the template's. */
  readonly organization: string | null;
  readonly parameters: readonly { readonly name: string; readonly value: string }[];
  /** Whole minutes over which the starts are spread; 0: one minute. */
  readonly scheduleWindowMinutes: number;
  readonly autostartDelayMs: number;
  readonly workspaceJobTimeoutMs: number;
  readonly autostartBuildTimeoutMs: number;
  readonly waitForAgents: AgentWait;
  /** From the end of an autostart build until its agents are as far as they are waited for. */
  readonly agentTimeoutMs: number;
  /** The whole storm without cleanup; `null`: none. */
  readonly timeoutMs: number | null;
  /** One runner's set-up; `null`: none. */
  readonly jobTimeoutMs: number | null;
  readonly userAuth: UserAuthChoice;
  readonly updates: UpdatesChoice;
  /** Builds in flight during set-up; `null`: the live provisioners. */
  readonly setupConcurrency: number | null;
  /** Percentage of the live provisioners that the run may occupy, above 0; `null`: all. */
  readonly provisionersShare: number | null;
  readonly requestConcurrency: number;
  /** Real time; `null`: decided from the scale of the clock. */
  readonly requestTimeoutMs: number | null;
  readonly cleanup: CleanupPlan & { readonly when: CleanupChoice };
  readonly outputs: readonly OutputSpec[];
  /** What must hold for the run to be good, in the order given; empty: that every workspace became usable. */
  readonly thresholds: readonly Threshold[];
  /** What stops the run while it goes; empty: nothing. */
  readonly abortConditions: readonly AbortCondition[];
  /** Whether the storm is predicted before it, and the error told after it. */
  readonly predict: boolean;
  readonly telemetry: TelemetrySettings;
  /** The live page; `null`: none. */
  readonly ui: LiveSettings | null;
  /** Checks that may not refuse the run. */
  readonly skipPreflight: ReadonlySet<string>;
  /** Whether questions are taken as answered with yes. */
  readonly yes: boolean;
  readonly stateDir: string;
  /** The run that is continued; `null`: a run of its own. */
  readonly resume: RunToResume | null;
  /** Flags as given, without secrets and each item apart, for a run that continues this one. */
  readonly flagItems: Readonly<Record<string, readonly string[]>>;
  /** Flags as given, without secrets, for the report. */
  readonly flags: Readonly<Record<string, string>>;
}
