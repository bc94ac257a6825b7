import type { WorkspaceBuildUpdate } from '../../codersdk/index.js';
import type { CreateUserConfig } from '../createusers/index.js';
import type { Barrier } from '../harness/index.js';
import type { WorkspaceBuildConfig } from '../workspacebuild/index.js';
import type { RunResult } from './result.js';

/** The minute for which all workspaces are scheduled, decided once, when every runner owns a stopped workspace. */
export interface ScheduledStart {
  /** A whole minute, in milliseconds since the epoch on the deployment's clock. */
  readonly scheduledAtMs: number;
  /** The schedule that fires at that minute, e.g. `CRON_TZ=UTC 31 9 * * 1`. */
  readonly schedule: string;
}

/**
 * The workspace to create. Its user is the one that the runner creates, and its organization that user's; both are
 * ignored here, as in Coder's tool. What a storm cannot do (`noWaitForBuild`, `noWaitForAgents`, `retry`) is refused
 * unless false, or 0.
 */
export type AutostartWorkspaceConfig = Omit<WorkspaceBuildConfig, 'userId' | 'organizationId'> &
  Partial<Pick<WorkspaceBuildConfig, 'userId' | 'organizationId'>>;

/** The part of a configuration that has a JSON form. Durations are milliseconds of the deployment's clock. */
export interface AutostartSettings {
  /** The user to create; name and e-mail address are generated where absent. */
  readonly user: CreateUserConfig;
  readonly workspace: AutostartWorkspaceConfig;
  /** How long one start or stop build of set-up may take, from its creation: it includes waiting in the queue. */
  readonly workspaceJobTimeoutMs: number;
  /** How long after all workspaces are stopped they are scheduled to start; at least 2 minutes. */
  readonly autostartDelayMs: number;
  /** How long the autostart build may take, counted from the scheduled minute; more than the job timeout. */
  readonly autostartBuildTimeoutMs: number;
}

/** What one simulated developer does, and with whom. */
export interface AutostartConfig extends AutostartSettings {
  /** Passed when every runner owns a stopped workspace, or has left; it decides the schedule of all. */
  readonly setupBarrier: Barrier<ScheduledStart>;
  /** Updates of the workspace's builds, as a dispatcher's channel gives them. Read by one runner only. */
  readonly buildUpdates: AsyncIterable<WorkspaceBuildUpdate>;
  /** Receives the result once, whatever it is, before the run ends. Must not throw. */
  readonly resultSink?: (result: RunResult) => void;
}
