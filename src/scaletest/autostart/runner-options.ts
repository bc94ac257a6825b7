import type { CoderClient, User, Workspace } from '../../codersdk/index.js';
import type { AutostartRule, WorkspaceRecord } from '../../collect/index.js';
import type { BuildExpectations } from '../../feed/index.js';
import type { JournalRecord } from '../../journal/index.js';
import type { UniformDraw } from '../../stats/index.js';
import type { AgentWait } from '../../storm/index.js';
import type { CreatedAtObservation } from '../createusers/index.js';
import type { Barrier, Semaphore } from '../harness/index.js';
import type { DeleteWorkspaceOptions } from '../workspacebuild/index.js';
import type { AutostartConfig, ScheduledStart } from './config.js';

/** What a runner needs of a Coder client; a CoderClient with an owner's token is one. */
export interface AutostartClient {
  readonly users: Pick<CoderClient['users'], 'create' | 'get' | 'login' | 'delete'>;
  readonly workspaces: Pick<CoderClient['workspaces'], 'create' | 'byOwnerAndName' | 'get' | 'setAutostart'>;
  readonly builds: Pick<CoderClient['builds'], 'create' | 'byNumber' | 'get' | 'cancel'>;
  withToken(token: string): AutostartClient;
}

/** What is about to be created or stored, in the words of the journal. */
export type ResourceIntent = Extract<
  JournalRecord,
  { readonly type: 'user_intent' | 'workspace_intent' | 'schedule_intent' }
>;

/** What is known to exist, in the words of the journal. */
export type CreatedResource = Extract<JournalRecord, { readonly type: 'user_created' | 'workspace_created' }>;

/**
 * What an earlier process left of this runner.
 *
 * | kind | the runner |
 * |---|---|
 * | `made` | takes user and workspace over where they are, and goes on with set-up; the owner acts for the user, whose password nobody knows |
 * | `scheduled` | only follows the start, which has the given number |
 */
export type AdoptedResources =
  | { readonly kind: 'made'; readonly user: User; readonly workspace: Workspace | null }
  | {
      readonly kind: 'scheduled';
      readonly workspace: Workspace;
      readonly start: ScheduledStart;
      readonly buildNumber: number;
    };

/** What a runner is made of. Everything optional serves a storm of many runners; one alone needs none of it. */
export interface AutostartRunnerOptions {
  /** Carries an owner's token. The user's own client creates, stops and schedules; this one reads and removes. */
  readonly client: AutostartClient;
  readonly config: AutostartConfig;
  /** A fresh password that the server accepts; called at most once. */
  readonly randomPassword: () => string;
  /** A fresh text of a few lowercase letters and digits, for the names that the config leaves open. */
  readonly randomName: () => string;
  /** Spreads the pauses between readings when the updates have ended early. */
  readonly random: UniformDraw;

  /** What is there already; by default nothing. */
  readonly adopted?: AdoptedResources;
  /** Of the runner within its storm; 0 by default. */
  readonly index?: number;
  /** Bounds the builds in flight of all runners in set-up. */
  readonly setupBuilds?: Semaphore;
  /** Bounds the requests in flight with which all runners create and build. */
  readonly setupRequests?: Semaphore;
  /** The same of those that store schedules, of which the minute was decided by the rate; `setupRequests` by default. */
  readonly scheduleRequests?: Semaphore;
  /**
   * Limits set-up from creating the user to the stopped workspace, in milliseconds of deployment time, waiting for a
   * turn not included: time spent waiting for a place among `setupBuilds` does not count. None by default.
   */
  readonly setupTimeoutMs?: number;
  /** Is told which builds are awaited, so that a feed can look for them. */
  readonly expectations?: BuildExpectations;
  /** How many milliseconds of deployment time pass in one of real time; 1 by default. */
  readonly timeScale?: number;
  /** This workspace's own minute, where a storm is spread over a window; by default the barrier's. */
  readonly ownStart?: (start: ScheduledStart) => ScheduledStart;
  /** Passed when every schedule is stored; gives the workspaces as the server then lists them, by id. */
  readonly verification?: Barrier<ReadonlyMap<string, Workspace>>;
  /** Is told the number that the autostart build will have, before the wait for it. */
  readonly onBuildNumber?: (index: number, buildNumber: number) => void;
  /** Until when a workspace whose build has succeeded is waited for; `ready` by default. */
  readonly waitForAgents?: AgentWait;
  /** How long agents are waited for, from the end of the build, in milliseconds of deployment time; 5 minutes by default. */
  readonly agentTimeoutMs?: number;
  /** What the template says of scheduled starts, where that is known. */
  readonly templateRule?: AutostartRule;
  /**
   * Passed when every wait has ended; gives the server's records by workspace id, after their agents have been waited for. A
   * runner reads its own, and waits for its agents, only without this, or when its workspace is not among them; when the release fails, no record is read.
   */
  readonly records?: Barrier<ReadonlyMap<string, WorkspaceRecord>>;
  /** Aborts reading the records, which goes on when the run itself is interrupted; by default nothing does. */
  readonly recordsSignal?: AbortSignal;
  /** Is told of every creation, for the offset between the run's clock and the server's. */
  readonly onServerTime?: (observation: CreatedAtObservation) => void;
  /** Called, and waited for, before the request that creates a user or a workspace, or stores a schedule. */
  readonly onIntent?: (intent: ResourceIntent) => void | Promise<void>;
  /** Called, and waited for, when a user or a workspace is known to exist. */
  readonly onCreated?: (created: CreatedResource) => void | Promise<void>;
  /** How cleanup deletes the workspace. */
  readonly deletion?: DeleteWorkspaceOptions;
}
