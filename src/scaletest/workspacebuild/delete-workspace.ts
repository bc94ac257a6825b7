import { nullIfGone, type Workspace, type WorkspaceBuild } from '../../codersdk/index.js';
import { ExplainedError, TimeoutError } from '../../storm/index.js';
import { formatDurationMs, withDeadline } from '../../time/index.js';
import type { RunContext } from '../harness/index.js';
import { BuildFailedError, describeBuild, isActive, UnexpectedBuildError } from './build-end.js';
import { cancelBuild } from './cancel-build.js';
import { createBuild } from './create-build.js';
import { type BuildEnd, pollForEnd, type WaitForEnd } from './wait-for-end.js';
import type { WorkspaceRemovalClient } from './workspace-client.js';

const DEFAULT_JOB_TIMEOUT_MS = 5 * 60_000;
const DEFAULT_ATTEMPTS = 3;
const ROUNDS_LIMIT = 10;
/** Thrice what the deployment takes to give up a running job of which it hears nothing (Coder API contract, reaper). */
const END_AFTER_CANCEL_MS = 15 * 60_000;

type RemovalContext = Pick<RunContext, 'signal' | 'clock' | 'realClock' | 'log'>;

/** Other builds kept coming before the deletion. */
export class WorkspaceNotDeletedError extends ExplainedError {
  readonly code = 'workspace_not_deleted';
}

/** How a workspace is deleted. */
export interface DeleteWorkspaceOptions {
  /**
   * How long one job may take from its start, in milliseconds of the deployment's clock; by default 5 minutes, `null`
   * for ever. A delete beyond it is given up; a start or stop beyond it is canceled, and given up after 15 minutes more.
   */
  readonly jobTimeoutMs?: number | null;
  /** Waits for builds in place of polling. */
  readonly waitForEnd?: WaitForEnd;
  /** Delete without destroying what the workspace runs on; only for template managers. */
  readonly orphan?: boolean;
  /** Delete jobs in all, should they fail; by default 3. */
  readonly attempts?: number;
}

/**
 * Deletes a workspace and waits until it is gone. Each round reads it anew, since builds may appear meanwhile:
 *
 * | the workspace | is dealt with by |
 * |---|---|
 * | is gone (404, 410, or deleted) | nothing more to do |
 * | has a pending start or stop | canceling that, since it has made nothing yet; if it may not be, waiting for its end |
 * | has a running start or stop | waiting for its end; canceling it once it runs longer than a job may, and waiting for 15 minutes more |
 * | has an active delete | waiting for its end |
 * | has no active build | a delete, and waiting for its end |
 *
 * A running start is not canceled at once: a provisioner that is interrupted while it makes something may not have
 * written down what it made, and then no delete would find it. One that hangs would keep the workspace for ever,
 * though. What was canceled while it ran has ended only when its record says so: the deployment tells of it as
 * canceled first, and of its failure later (measured on a real server).
 * @param workspace - Its id, or the workspace as it was just listed. Clear its schedule before, or a start may come in
 * between.
 * @throws BuildFailedError of the last delete that failed; TimeoutError of a delete that still runs beyond its limit, or
 * of a start or stop that outlasts its cancel; WorkspaceNotDeletedError after ten rounds; whatever else a request meets.
 */
export async function deleteWorkspace(
  client: WorkspaceRemovalClient,
  workspace: string | Workspace,
  ctx: RemovalContext,
  options: DeleteWorkspaceOptions = {},
): Promise<void> {
  const { jobTimeoutMs = DEFAULT_JOB_TIMEOUT_MS, attempts = DEFAULT_ATTEMPTS } = options;
  const wait = options.waitForEnd ?? pollForEnd(client, ctx);
  const id = typeof workspace === 'string' ? workspace : workspace.id;
  let listed = typeof workspace === 'string' ? null : workspace;
  let failedDeletes = 0;
  for (let round = 1; round <= ROUNDS_LIMIT; round += 1) {
    const current = listed ?? (await nullIfGone(client.workspaces.get(id, { signal: ctx.signal })));
    listed = null;
    if (current === null || isDeleted(current.latestBuild)) {
      ctx.log.write(`workspace ${id} is gone`);
      return;
    }
    const end = isActive(current.latestBuild)
      ? await endOfActive(client, current.latestBuild, ctx, wait, jobTimeoutMs)
      : await endOfDelete(client, current, ctx, wait, jobTimeoutMs, options.orphan);
    if (end?.kind === 'overdue') throw stillRunning(end.build, jobTimeoutMs);
    if (end?.kind === 'gone' || (end?.kind === 'ended' && isDeleted(end.build))) {
      ctx.log.write(`workspace ${id} is deleted`);
      return;
    }
    if (end?.kind === 'ended' && end.build.transition === 'delete') {
      failedDeletes += 1;
      const failure = new BuildFailedError(end.build);
      if (failedDeletes === attempts) throw failure;
      ctx.log.write(`${failure.message}; deleting again`);
    }
  }
  throw new WorkspaceNotDeletedError(
    `workspace ${id}: other builds came before its deletion ${ROUNDS_LIMIT} times`,
    { hint: 'clear its schedule and see who builds it, then clean up again' },
  );
}

/** The end of a deletion asked for here; null when another build came first or the workspace went away meanwhile. */
async function endOfDelete(
  client: WorkspaceRemovalClient,
  workspace: Workspace,
  ctx: RemovalContext,
  wait: WaitForEnd,
  limitMs: number | null,
  orphan: boolean | undefined,
): Promise<BuildEnd | null> {
  const number = workspace.latestBuild.buildNumber + 1;
  const options = orphan === undefined ? {} : { orphan };
  try {
    const build = await nullIfGone(createBuild(client, workspace, 'delete', number, ctx, options));
    return build === null ? null : await wait(build, limitMs, ctx.signal);
  } catch (failure) {
    if (!(failure instanceof UnexpectedBuildError)) throw failure;
    ctx.log.write(`${failure.message}; before the deletion`);
    return null;
  }
}

/** The end of a build that is in the way; null when it was canceled before it began. */
async function endOfActive(
  client: WorkspaceRemovalClient,
  build: WorkspaceBuild,
  ctx: RemovalContext,
  wait: WaitForEnd,
  limitMs: number | null,
): Promise<BuildEnd | null> {
  if (build.job.status === 'pending' && (await cancelBuild(client, build, 'pending', ctx))) return null;
  const end = await wait(build, limitMs, ctx.signal);
  if (end.kind !== 'overdue' || end.build.transition === 'delete') return end;
  await cancelBuild(client, end.build, 'running', ctx);
  // The deployment may have refused, and a provisioner that hangs heeds no cancel either.
  return withDeadline(
    ctx.clock,
    END_AFTER_CANCEL_MS,
    ctx.signal,
    () => notCanceled(end.build),
    (signal) => wait(end.build, null, signal),
  );
}

function notCanceled(build: WorkspaceBuild): TimeoutError {
  return new TimeoutError(
    `${describeBuild(build)} has not ended ${formatDurationMs(END_AFTER_CANCEL_MS)} after it was to be canceled`,
    build.transition,
    END_AFTER_CANCEL_MS,
    'see what its provisioner does, end that, and clean up again',
  );
}

function isDeleted(build: WorkspaceBuild): boolean {
  return build.transition === 'delete' && build.job.status === 'succeeded';
}

function stillRunning(build: WorkspaceBuild, limitMs: number | null): TimeoutError {
  const limit = limitMs ?? 0;
  return new TimeoutError(
    `${describeBuild(build)} had not ended ${formatDurationMs(limit)} after its start, and is still running`,
    'delete',
    limit,
    'give delete jobs more time with --cleanup-job-timeout, and clean up again',
  );
}
