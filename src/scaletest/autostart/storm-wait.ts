import type { Workspace, WorkspaceBuild } from '../../codersdk/index.js';
import type { WorkspaceRecord } from '../../collect/index.js';
import { waitForAgents } from '../../collect/index.js';
import { messageOf } from '../../storm/index.js';
import { withDeadline } from '../../time/index.js';
import type { RunContext } from '../harness/index.js';
import { nullIfAbsent } from '../harness/index.js';
import type { BarrierSeat } from './barrier-seat.js';
import type { BuildHints } from './build-hints.js';
import { readOrNull, waitForBuildEnd } from './build-wait.js';
import type { MissedOutcome, StormObservation } from './classify-outcome.js';
import type { ScheduledStart } from './config.js';
import { readRecord } from './read-record.js';
import type { AutostartRunnerOptions } from './runner-options.js';
import { autostartBuildNumber, type KnownStop, verifySchedule } from './verify-schedule.js';

/** One scheduled workspace, and the places of its runner at the barriers that are left. */
export interface ScheduledWorkspace {
  readonly options: AutostartRunnerOptions;
  readonly ctx: RunContext;
  readonly hints: BuildHints;
  readonly workspace: Workspace;
  readonly start: ScheduledStart;
  /** The last stop that we know of. */
  readonly stop: KnownStop;
  readonly verification: BarrierSeat<ReadonlyMap<string, Workspace>>;
  readonly records: BarrierSeat<ReadonlyMap<string, WorkspaceRecord>>;
}

/** What was seen of a scheduled workspace. */
export interface StormEnd {
  readonly observation: StormObservation;
  /** Why there is no record, or only an older one. */
  readonly recordError?: string;
  /** Whether an update said that the autostart build succeeded. */
  readonly toldSucceeded?: boolean;
}

const DEFAULT_AGENT_WAIT = 'ready';
const AGENT_TIMEOUT_MS = 300_000;

/** The storm's limit has passed. Never leaves this file. */
class StormOver extends Error {}

/**
 * Follows one scheduled workspace to the end of its wait, then takes the server's record of it.
 *
 * | event | then |
 * |---|---|
 * | the server will not start it at its minute | that is the outcome, without waiting |
 * | the build has ended, the limit has passed, or we are interrupted | waits for the others to get there, takes the record once its agents have been waited for |
 *
 * Never throws: what goes wrong here is told beside the outcome.
 */
export async function followStorm(scheduled: ScheduledWorkspace): Promise<StormEnd> {
  const { options, ctx, workspace, start } = scheduled;
  const { buildNumber, missedByVerification } = await verify(scheduled);
  options.onBuildNumber?.(options.index ?? 0, buildNumber);
  const base = {
    expectedBuildNumber: buildNumber,
    scheduledAtMs: start.scheduledAtMs,
    waitForAgents: options.waitForAgents ?? DEFAULT_AGENT_WAIT,
    agentTimeoutMs: options.agentTimeoutMs ?? AGENT_TIMEOUT_MS,
  };
  if (missedByVerification !== null) {
    const waitedUntilMs = ctx.clock.nowMs();
    return {
      observation: {
        ...base,
        record: null,
        waitedUntilMs,
        interrupted: false,
        interruptedCollecting: false,
        missedByVerification,
      },
    };
  }
  const release = options.expectations?.add({
    workspaceName: workspace.name,
    workspaceId: workspace.id,
    buildNumber,
    transition: 'start',
    notBeforeRealMs: realTimeOf(scheduled, start.scheduledAtMs),
  });
  try {
    const lastRead = await waitForStart(scheduled, buildNumber);
    const waitedUntilMs = ctx.clock.nowMs();
    const interruptedWaiting = ctx.signal.aborted;
    release?.();
    const { record, recordError } = await takeRecord(scheduled, buildNumber, lastRead);
    const interruptedCollecting = ctx.signal.aborted;
    const interrupted = interruptedWaiting || (record === null && interruptedCollecting);
    return {
      observation: {
        ...base,
        record,
        waitedUntilMs,
        interrupted,
        interruptedCollecting,
        missedByVerification,
      },
      ...(recordError === undefined ? {} : { recordError }),
      toldSucceeded: scheduled.hints.toldSucceeded(buildNumber),
    };
  } finally {
    release?.();
  }
}

/** Without an answer the storm is awaited all the same: the record afterwards tells. */
async function verify({ options, ctx, workspace, start, stop, verification }: ScheduledWorkspace): Promise<{
  /** That the autostart build will have. */
  readonly buildNumber: number;
  readonly missedByVerification: MissedOutcome | null;
}> {
  try {
    const listed = (await verification.arrive(ctx.signal))?.get(workspace.id);
    const rule = options.templateRule ?? null;
    const buildNumber = autostartBuildNumber(listed, stop);
    const missedByVerification = verifySchedule(listed, buildNumber, start.scheduledAtMs, rule);
    return { buildNumber, missedByVerification };
  } catch (failure) {
    ctx.log.write(`the stored schedule could not be verified: ${messageOf(failure)}`);
    return { buildNumber: autostartBuildNumber(undefined, stop), missedByVerification: null };
  }
}

/** @returns The build, if it was read and had ended; `null` when a hint, the limit or an interrupt ended the wait. */
async function waitForStart(
  scheduled: ScheduledWorkspace,
  buildNumber: number,
): Promise<WorkspaceBuild | null> {
  const { options, ctx, hints, workspace, start } = scheduled;
  const { client, config, index = 0, random } = options;
  const what = `build ${buildNumber} of workspace ${workspace.name}`;
  const awaited = {
    buildNumber,
    hints,
    notBeforeMs: start.scheduledAtMs,
    read: (signal: AbortSignal) =>
      readOrNull(what, signal, ctx, () =>
        nullIfAbsent(client.builds.byNumber(workspace.ownerId, workspace.name, buildNumber, { signal })),
      ),
    onHint: (outcome: 'succeeded' | 'failed' | 'canceled') =>
      ctx.progress({ type: 'hint', index, outcome, atMs: ctx.clock.nowMs() }),
  };
  const limitMs = start.scheduledAtMs + config.autostartBuildTimeoutMs - ctx.clock.nowMs();
  try {
    return await withDeadline(
      ctx.clock,
      limitMs,
      ctx.signal,
      () => new StormOver(),
      (signal) => waitForBuildEnd(awaited, { ...ctx, random }, signal),
    );
  } catch (ending) {
    ctx.log.write(
      `${what}: ${ending instanceof StormOver ? 'the time to wait for it is over' : messageOf(ending)}`,
    );
    return null;
  }
}

/**
 * | the pass over all records | the record |
 * |---|---|
 * | there is none | is read directly |
 * | returned it | is that |
 * | ended without it | is read directly |
 * | failed | is the build as read while waiting, if it was: a server that fails one reader is not asked by thousands |
 */
async function takeRecord(
  scheduled: ScheduledWorkspace,
  buildNumber: number,
  lastRead: WorkspaceBuild | null,
): Promise<{ readonly record: WorkspaceRecord | null; readonly recordError?: string }> {
  const { options, ctx, workspace, records } = scheduled;
  const signal = options.recordsSignal ?? new AbortController().signal;
  try {
    const record = (await records.arrive(signal))?.get(workspace.id);
    if (record === undefined) signal.throwIfAborted();
    return { record: record ?? (await readAlone(scheduled, buildNumber, signal)) };
  } catch (failure) {
    const why = messageOf(failure);
    ctx.log.write(`the record of workspace ${workspace.name} could not be read: ${why}`);
    const record = lastRead === null ? null : { workspace: null, build: lastRead };
    return { record, recordError: why };
  }
}

/** Reads the record of this workspace alone, and again until its agents are as far as asked for. */
async function readAlone(
  { options, ctx, workspace }: ScheduledWorkspace,
  buildNumber: number,
  signal: AbortSignal,
): Promise<WorkspaceRecord> {
  const { client, waitForAgents: waitFor = DEFAULT_AGENT_WAIT, timeScale = 1 } = options;
  const { clock, realClock, log } = ctx;
  const read = () => readRecord(client, workspace, buildNumber, signal);
  const readAtMs = clock.nowMs();
  const record = await read();
  const waited = await waitForAgents(new Map([[workspace.id, record]]), {
    waitFor,
    timeoutMs: options.agentTimeoutMs ?? AGENT_TIMEOUT_MS,
    readAtMs,
    clock,
    realClock,
    timeScale,
    signal: ctx.signal,
    read: async () => new Map([[workspace.id, await read()]]),
    warn: (message) => log.write(message),
  });
  return waited.get(workspace.id) ?? record;
}

function realTimeOf({ options, ctx }: ScheduledWorkspace, deploymentMs: number): number {
  return ctx.realClock.nowMs() + (deploymentMs - ctx.clock.nowMs()) / (options.timeScale ?? 1);
}
