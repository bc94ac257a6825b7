import { CoderApiError, type Workspace, type WorkspaceBuild } from '../../codersdk/index.js';
import { ExplainedError, messageOf } from '../../storm/index.js';
import { isLostAnswer, type RunContext } from '../harness/index.js';
import { BuildFailedError, describeBuild, isActive, UnexpectedBuildError } from './build-end.js';
import { type CreateBuildOptions, createBuild } from './create-build.js';
import { pollingWait, type WaitForBuild } from './wait-for-build.js';
import type { WorkspaceRemovalClient } from './workspace-client.js';

const DEFAULT_JOB_TIMEOUT_MS = 5 * 60_000;
const FAILED_DELETES_LIMIT = 3;
const ROUNDS_LIMIT = 10;

type RemovalContext = Pick<RunContext, 'signal' | 'clock' | 'realClock' | 'log'>;

/** Other builds kept coming before the deletion. */
export class WorkspaceNotDeletedError extends ExplainedError {
  readonly code = 'workspace_not_deleted';
}

/** How a workspace is deleted. */
export interface DeleteWorkspaceOptions {
  /** How long one job may take from its start, in milliseconds of the deployment's clock; by default 5 minutes. */
  readonly jobTimeoutMs?: number;
  /** Waits for builds in place of polling; it then sets its own limits, and `jobTimeoutMs` does not apply. */
  readonly wait?: WaitForBuild;
  /** Delete without destroying what the workspace runs on; only for template managers. */
  readonly orphan?: boolean;
}

/**
 * Deletes a workspace and waits until it is gone. Each round reads it anew, since builds may appear meanwhile:
 *
 * | the workspace | is dealt with by |
 * |---|---|
 * | is gone (404, 410, or deleted) | nothing more to do |
 * | has a pending build | canceling that if it may be, else waiting for its end |
 * | has a running build | waiting for its end: to interrupt it could leave things behind that nobody knows of |
 * | has an active delete build | waiting for its end |
 * | has no active build | a delete build, and waiting for its end |
 *
 * A delete job that fails is repeated, up to three in all.
 * @param workspaceId - Its id. Clear its schedule before, or a start may come in between.
 * @throws BuildFailedError of the third delete that failed; TimeoutError of a job; WorkspaceNotDeletedError after
 * ten rounds; whatever else a request meets.
 */
export async function deleteWorkspace(
  client: WorkspaceRemovalClient,
  workspaceId: string,
  ctx: RemovalContext,
  options: DeleteWorkspaceOptions = {},
): Promise<void> {
  const { jobTimeoutMs = DEFAULT_JOB_TIMEOUT_MS, orphan } = options;
  const wait = options.wait ?? pollingWait(client, ctx, { jobTimeoutMs });
  let failedDeletes = 0;
  for (let round = 1; round <= ROUNDS_LIMIT; round += 1) {
    const workspace = await nullIfGone(client.workspaces.get(workspaceId, { signal: ctx.signal }));
    if (workspace === null || isDeleted(workspace.latestBuild)) {
      ctx.log.write(`workspace ${workspaceId} is gone`);
      return;
    }
    const build = isActive(workspace.latestBuild)
      ? await canceledIfPending(client, workspace.latestBuild, ctx)
      : await deleteBuild(client, workspace, ctx, orphan === undefined ? {} : { orphan });
    const ended = build === null ? null : await wait(build, ctx.signal);
    if (ended?.transition === 'delete') {
      if (isDeleted(ended)) {
        ctx.log.write(`workspace ${workspaceId} is deleted`);
        return;
      }
      failedDeletes += 1;
      const failure = new BuildFailedError(ended);
      if (failedDeletes === FAILED_DELETES_LIMIT) {
        throw failure;
      }
      ctx.log.write(`${failure.message}; deleting again`);
    }
  }
  throw new WorkspaceNotDeletedError(
    `workspace ${workspaceId}: other builds came before its deletion ${ROUNDS_LIMIT} times`,
    { hint: 'clear its schedule and see who builds it, then clean up again' },
  );
}

/** Asks for the deletion; null when another build came first or the workspace went away meanwhile. */
async function deleteBuild(
  client: WorkspaceRemovalClient,
  workspace: Workspace,
  ctx: RemovalContext,
  options: CreateBuildOptions,
): Promise<WorkspaceBuild | null> {
  const number = workspace.latestBuild.buildNumber + 1;
  try {
    return await nullIfGone(createBuild(client, workspace, 'delete', number, ctx, options));
  } catch (failure) {
    if (failure instanceof UnexpectedBuildError) {
      ctx.log.write(`${failure.message}; before the deletion`);
      return null;
    }
    throw failure;
  }
}

/** The active build, after an attempt to cancel it if it is a pending start or stop. */
async function canceledIfPending(
  client: WorkspaceRemovalClient,
  build: WorkspaceBuild,
  ctx: RemovalContext,
): Promise<WorkspaceBuild> {
  if (build.job.status !== 'pending' || build.transition === 'delete') {
    return build;
  }
  try {
    await client.builds.cancel(build.id, { expectStatus: 'pending', signal: ctx.signal });
    ctx.log.write(`${describeBuild(build)} canceled`);
  } catch (failure) {
    ctx.signal.throwIfAborted();
    // Refusals here: 403 and 500 not allowed, 412 started meanwhile, 400 ended meanwhile. Its end is near or must be
    // waited for; a lost answer shows in the record.
    if (!(failure instanceof CoderApiError || isLostAnswer(failure))) {
      throw failure;
    }
    ctx.log.write(`${describeBuild(build)} not canceled: ${messageOf(failure)}; waiting for its end`);
  }
  return build;
}

function isDeleted(build: WorkspaceBuild): boolean {
  return build.transition === 'delete' && build.job.status === 'succeeded';
}

async function nullIfGone<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (failure) {
    if (failure instanceof CoderApiError && (failure.status === 404 || failure.status === 410)) {
      return null;
    }
    throw failure;
  }
}
