import type { Outcome } from '../storm/index.js';
import type { Instant } from '../time/index.js';

/** What telemetry reads of one workspace's result. Unknown is `null`. Every instant is the server's own. */
export interface ObservedResult {
  /** Of the runner, as in its progress events. */
  readonly index: number;
  readonly workspaceId: string | null;
  readonly workspaceName: string;
  readonly outcome: Outcome;
  readonly scheduledTime: Instant | null;
  /** Scheduled minute → build created; `null` also for a build that the server did not start by itself. */
  readonly triggerMs: number | null;
  /** Build created → started by a provisioner. */
  readonly queueMs: number | null;
  /** Started → completed. */
  readonly buildMs: number | null;
  /** Completed → agent first connected; `null` where no agent was waited for. */
  readonly agentMs: number | null;
  /** Agent connected → ready, by the agent's own clock. */
  readonly startupMs: number | null;
  /** Scheduled minute → usable; `null` unless usable. */
  readonly totalMs: number | null;
  /** The server's record starts the job before it creates it. */
  readonly negativeQueueWait: boolean;
  /** The server gave the job up while it waited for a provisioner. */
  readonly reaped: boolean;
  readonly build: {
    readonly id: string;
    readonly number: number;
    readonly createdAt: Instant;
    readonly startedAt: Instant | null;
    readonly completedAt: Instant | null;
  } | null;
}
