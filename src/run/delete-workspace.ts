import {
  CoderApiError,
  type CoderClient,
  ConnectionError,
  type Workspace,
  type WorkspaceBuild,
} from '../codersdk/index.js';
import type { RunLog } from '../scaletest/harness/index.js';
import { createBuild, UnexpectedBuildError } from '../scaletest/workspacebuild/index.js';
import { TimeoutError } from '../storm/index.js';
import type { Clock } from '../time/index.js';
import type { BuildEndWatch } from './build-end-watch.js';

export interface DeleteWorkspaceOptions {
  readonly client: CoderClient;
  readonly watch: BuildEndWatch;
  readonly realClock: Clock;
  /** One delete job, counted from its start; `null`: no limit. */
  readonly jobTimeoutMs: number | null;
  readonly signal: AbortSignal;
  readonly log: RunLog;
}

/** A build that somebody else queues in between is waited for this often. */
const ATTEMPTS = 5;

/**
 * Deletes a workspace and waits until it is gone: a pending build before it is canceled, a running one waited for,
 * since canceling it half-way would leave what it made to nobody.
 * @throws Error when the delete job failed; {@link TimeoutError} when it ran beyond its limit; what the client throws.
 */
export async function deleteWorkspace(row: Workspace, options: DeleteWorkspaceOptions): Promise<void> {
  let workspace: Workspace | null = row;
  for (let attempt = 1; attempt <= ATTEMPTS && workspace !== null; attempt += 1) {
    const build: WorkspaceBuild = workspace.latestBuild;
    if (build.job.completedAt === null) {
      const end = await endActiveBuild(build, options);
      if (end === 'gone') return;
      workspace = await readWorkspace(workspace.id, options);
      continue;
    }
    if (await deleteStopped(workspace, options)) return;
    workspace = await readWorkspace(workspace.id, options);
  }
  if (workspace !== null) {
    throw new Error(
      `workspace ${row.ownerName}/${row.name}: somebody else keeps building it; it was not deleted`,
    );
  }
}

/** Whether the workspace is gone; false when another build came first. */
async function deleteStopped(workspace: Workspace, options: DeleteWorkspaceOptions): Promise<boolean> {
  const { client, signal } = options;
  const number = workspace.latestBuild.buildNumber + 1;
  let build: WorkspaceBuild;
  try {
    build = await createBuild(client, workspace, 'delete', number, options);
  } catch (error) {
    if (error instanceof UnexpectedBuildError) return false;
    throw error;
  }
  const end = await options.watch.wait(workspace.id, build.buildNumber, options.jobTimeoutMs, signal);
  if (end.kind === 'gone') return true;
  if (end.kind === 'overdue') throw stillRunning(build, options);
  throw new Error(
    `workspace ${workspace.ownerName}/${workspace.name}: the delete job ended as ${end.build.job.status}: ${end.build.job.error ?? 'no error text'}`,
  );
}

async function endActiveBuild(
  build: WorkspaceBuild,
  options: DeleteWorkspaceOptions,
): Promise<'gone' | 'ended'> {
  if (await cancelIfPending(build, options)) return 'ended';
  // Only a delete job has a limit: a start or stop that runs is not ours to cut short.
  const limitMs = build.transition === 'delete' ? options.jobTimeoutMs : null;
  const end = await options.watch.wait(build.workspaceId, build.buildNumber, limitMs, options.signal);
  if (end.kind === 'overdue') throw stillRunning(build, options);
  return end.kind === 'gone' ? 'gone' : 'ended';
}

/** Whether a start or stop that was still waiting in the queue is now canceled. */
export async function cancelIfPending(
  build: WorkspaceBuild,
  { client, signal }: Pick<DeleteWorkspaceOptions, 'client' | 'signal'>,
): Promise<boolean> {
  if (build.job.status !== 'pending' || build.transition === 'delete') return false;
  try {
    await client.builds.cancel(build.id, { expectStatus: 'pending', signal });
    return true;
  } catch (error) {
    signal.throwIfAborted();
    // It has started, has ended, may not be canceled, or the answer was lost: its end is waited for.
    if (error instanceof CoderApiError || error instanceof ConnectionError) return false;
    throw error;
  }
}

function stillRunning(build: WorkspaceBuild, { jobTimeoutMs }: DeleteWorkspaceOptions): TimeoutError {
  const name = `workspace ${build.workspaceOwnerName}/${build.workspaceName}`;
  return new TimeoutError(
    `${name}: its delete job is still running`,
    'delete',
    jobTimeoutMs ?? 0,
    'raise --cleanup-job-timeout and clean up again',
  );
}

async function readWorkspace(id: string, options: DeleteWorkspaceOptions): Promise<Workspace | null> {
  try {
    return await options.client.workspaces.get(id, { signal: options.signal });
  } catch (error) {
    if (error instanceof CoderApiError && (error.status === 404 || error.status === 410)) return null;
    throw error;
  }
}
