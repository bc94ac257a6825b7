import { ConnectionError, type WorkspaceBuild } from '../../codersdk/index.js';
import { messageOf, TimeoutError } from '../../storm/index.js';
import { formatDurationMs, sleep, withDeadline } from '../../time/index.js';
import { isLostAnswer, type RunContext } from '../harness/index.js';
import { describeBuild, isActive } from './build-end.js';
import type { BuildReader } from './workspace-client.js';

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;
const PAUSE_GROWTH = 1.5;
const UNANSWERED_LIMIT = 5;

/**
 * Waits until a build has ended and returns the server's record of it, however it ended.
 * Rejects with the signal's reason when that is aborted.
 */
export type WaitForBuild = (build: WorkspaceBuild, signal: AbortSignal) => Promise<WorkspaceBuild>;

/** Limits of a wait by polling. */
export interface PollingLimits {
  /**
   * How long the job may take from when it is first seen to have started, in milliseconds of the deployment's clock;
   * by default without limit. The time in the queue is never limited: it depends on everybody else's jobs.
   */
  readonly jobTimeoutMs?: number;
}

type PollContext = Pick<RunContext, 'clock' | 'realClock' | 'log'>;

/**
 * A wait that reads the build again and again: after 250 ms of real time, then ever more seldom, down to every 10 s.
 * The wait function rejects with a TimeoutError when the job exceeds its limit.
 */
export function pollingWait(
  client: BuildReader,
  ctx: PollContext,
  { jobTimeoutMs = Number.POSITIVE_INFINITY }: PollingLimits = {},
): WaitForBuild {
  return async (build, signal) => {
    const taken = await pollBuild(client, build, (seen) => seen.job.status !== 'pending', ctx, signal);
    const expired = () =>
      new TimeoutError(
        `${describeBuild(build)} had not ended ${formatDurationMs(jobTimeoutMs)} after its start`,
        build.transition,
        jobTimeoutMs,
      );
    return withDeadline(ctx.clock, jobTimeoutMs, signal, expired, (limited) =>
      pollBuild(client, taken, (seen) => !isActive(seen), ctx, limited),
    );
  };
}

/**
 * Waits until all agents of the build are connected; a build without agents needs no wait.
 * @throws The signal's reason when it is aborted: agents that never connect are not given up before.
 */
export function waitForAgents(
  client: BuildReader,
  build: WorkspaceBuild,
  ctx: PollContext,
  signal: AbortSignal,
): Promise<WorkspaceBuild> {
  const areConnected = (seen: WorkspaceBuild) => seen.agents.every((agent) => agent.status === 'connected');
  return pollBuild(client, build, areConnected, ctx, signal);
}

/** Reads the build until `until` holds. Rejects when five readings in a row get no answer. */
async function pollBuild(
  client: BuildReader,
  build: WorkspaceBuild,
  until: (seen: WorkspaceBuild) => boolean,
  ctx: PollContext,
  signal: AbortSignal,
): Promise<WorkspaceBuild> {
  let seen = build;
  let pauseMs = FIRST_PAUSE_MS;
  let unanswered = 0;
  while (!until(seen)) {
    await sleep(ctx.realClock, pauseMs, signal);
    pauseMs = Math.min(pauseMs * PAUSE_GROWTH, LONGEST_PAUSE_MS);
    try {
      seen = await client.builds.get(build.id, { signal });
      unanswered = 0;
    } catch (failure) {
      signal.throwIfAborted();
      unanswered += 1;
      const mayPass = isLostAnswer(failure) || failure instanceof ConnectionError;
      if (!mayPass || unanswered === UNANSWERED_LIMIT) {
        throw failure;
      }
      ctx.log.write(`${describeBuild(build)}: ${messageOf(failure)}; reading it again`);
    }
  }
  return seen;
}
