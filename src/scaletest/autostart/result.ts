import type { WorkspaceAgent, WorkspaceBuild } from '../../codersdk/index.js';
import { agentsOf, describeAgent } from '../../collect/index.js';
import type { AgentWait, JobStatus, Outcome, Transition } from '../../storm/index.js';
import { AbortConditionError, isUsable, TimeoutError } from '../../storm/index.js';
import type { Instant } from '../../time/index.js';
import { outcomeError } from './describe-outcome.js';
import type { PhaseTimes } from './phase-times.js';
import { NO_PHASE_TIMES, phaseTimes } from './phase-times.js';

/** The build that was found under the number awaited, as the server recorded it. */
export interface StormBuild {
  readonly id: string;
  readonly number: number;
  readonly transition: Transition;
  readonly reason: string;
  readonly initiatorName: string;
  /** User name of the workspace's owner. */
  readonly ownerName: string;
  readonly jobStatus: JobStatus;
  readonly workerId: string | null;
  readonly error: string | null;
  readonly createdAt: Instant;
  readonly startedAt: Instant | null;
  readonly completedAt: Instant | null;
}

/** An agent of the autostart build as last read, with the raw times. */
export type RunAgent = Pick<
  WorkspaceAgent,
  | 'name'
  | 'status'
  | 'lifecycleState'
  | 'createdAt'
  | 'firstConnectedAt'
  | 'disconnectedAt'
  | 'startedAt'
  | 'readyAt'
>;

/** What became of one workspace: everything that reports say of it. Unknown is `null`, never zero. */
export interface RunResult extends PhaseTimes {
  /** Of the runner, within its storm. */
  readonly index: number;
  readonly workspaceId: string | null;
  readonly workspaceName: string;
  /**
   * When the answer arrived that the schedule is stored: our clock, corrected by the measured offset to the
   * deployment's. Every other time is the server's own, but for the start and the readiness of agents, which are the
   * agents'; how long a wait was that was given up (`waitedMs` of the outcome) is by the same clock as this.
   */
  readonly configTime: Instant | null;
  /** The minute for which the start was scheduled. */
  readonly scheduledTime: Instant | null;
  /** When the build of a usable workspace completed. */
  readonly completionTime: Instant | null;
  /** Whether a developer could work in the workspace. */
  readonly success: boolean;
  /** What went wrong; `null` exactly when `success`. */
  readonly error: string | null;
  readonly outcome: Outcome;
  readonly build: StormBuild | null;
  /** Those that the autostart build made itself, waited for or not. */
  readonly agents: readonly RunAgent[];
  /** Scheduled minute → usable; `null` unless usable: the end of a failed build is no latency. */
  readonly totalMs: number | null;
}

/** What a result is made of. */
export interface RunResultInputs {
  readonly index: number;
  readonly workspaceId: string | null;
  readonly workspaceName: string;
  readonly configTime: Instant | null;
  readonly scheduledTime: Instant | null;
  readonly outcome: Outcome;
  /** The build under the number awaited, whoever made it. */
  readonly build: WorkspaceBuild | null;
  /** Which agent phases belong to it; `ready` by default. */
  readonly waitForAgents?: AgentWait;
  /** What kept the server's record from being read; without a build either, nothing is known of its end. */
  readonly recordError?: string;
  /** Whether an update said that the build succeeded; told only where there is no record. */
  readonly toldSucceeded?: boolean;
  /** Why the run was aborted; told only where that interrupted it, and only if a limit of the run did. */
  readonly abortReason?: unknown;
}

/** The result of one workspace. Phases are those of an autostart build; a build made by others has none. */
export function runResult(inputs: RunResultInputs): RunResult {
  const { build, outcome, scheduledTime, recordError, toldSucceeded, abortReason, waitForAgents, ...known } =
    inputs;
  const success = isUsable(outcome);
  const ours = build?.reason === 'autostart' ? build : null;
  const phases =
    ours === null || scheduledTime === null
      ? NO_PHASE_TIMES
      : phaseTimes(ours, scheduledTime.us, waitForAgents);
  return {
    ...known,
    ...phases,
    totalMs: success ? phases.totalMs : null,
    usableTime: success ? phases.usableTime : null,
    scheduledTime,
    completionTime: success ? (build?.job.completedAt ?? null) : null,
    success,
    error: errorText(inputs),
    outcome,
    build: build === null ? null : stormBuild(build),
    agents: ours === null ? [] : agentsOf(ours).map(runAgent),
  };
}

/**
 * From storing the schedule to the completed build, in milliseconds; `undefined` when either is unknown. It holds the
 * delay that was asked for, and mixes our clock with the server's: kept because Coder's tool reports it.
 */
export function endToEndLatencyMs(
  result: Pick<RunResult, 'configTime' | 'completionTime'>,
): number | undefined {
  return between(result.configTime, result.completionTime);
}

/** From the scheduled minute to the completed build, in milliseconds; `undefined` when either is unknown. */
export function triggerToCompletionLatencyMs(
  result: Pick<RunResult, 'scheduledTime' | 'completionTime'>,
): number | undefined {
  return between(result.scheduledTime, result.completionTime);
}

function errorText(inputs: RunResultInputs): string | null {
  const { outcome, abortReason } = inputs;
  const error = outcomeError(outcome);
  if (error === null) return null;
  const limit = outcome.kind === 'interrupted' ? stoppedBy(abortReason) : '';
  return `${limit}${recordText(error, inputs)}${agentText(inputs)}`;
}

/** What ended the run, unless a person did. */
function stoppedBy(abortReason: unknown): string {
  if (abortReason instanceof TimeoutError) return `--timeout passed (${abortReason.message}): `;
  return abortReason instanceof AbortConditionError ? `stopped by ${abortReason.message}: ` : '';
}

/** Who is to blame when the wait for the agents ended first. */
function agentText({ outcome, build }: RunResultInputs): string {
  if (outcome.kind !== 'timed_out' && outcome.kind !== 'interrupted') return '';
  if (build === null || (outcome.phase !== 'agent' && outcome.phase !== 'startup')) return '';
  return ` (${agentsOf(build).map(describeAgent).join('; ')})`;
}

/** Without any record the outcome's own words would tell what nobody has seen. */
function recordText(error: string, inputs: RunResultInputs): string {
  const { outcome, build, recordError, toldSucceeded = false } = inputs;
  if (recordError === undefined) return error;
  const unread = `the server's record could not be read: ${recordError}`;
  if (build !== null) return `${error}; ${unread}`;
  const begin = outcome.kind === 'interrupted' ? 'interrupted, and what' : 'what';
  const told = toldSucceeded ? '; an update said that it succeeded' : '';
  return `${begin} became of the autostart build is not known: ${unread}${told}`;
}

function between(from: Instant | null, to: Instant | null): number | undefined {
  return from === null || to === null ? undefined : (to.us - from.us) / 1000;
}

function runAgent(agent: WorkspaceAgent): RunAgent {
  const { name, status, lifecycleState, createdAt, firstConnectedAt, disconnectedAt, startedAt, readyAt } =
    agent;
  return {
    name,
    status,
    lifecycleState,
    createdAt,
    firstConnectedAt,
    disconnectedAt,
    startedAt,
    readyAt,
  };
}

function stormBuild(build: WorkspaceBuild): StormBuild {
  const { job } = build;
  return {
    id: build.id,
    number: build.buildNumber,
    transition: build.transition,
    reason: build.reason,
    initiatorName: build.initiatorName,
    ownerName: build.workspaceOwnerName,
    jobStatus: job.status,
    workerId: job.workerId,
    error: job.error,
    createdAt: build.createdAt,
    startedAt: job.startedAt,
    completedAt: job.completedAt,
  };
}
