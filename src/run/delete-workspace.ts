import { CoderApiError, type CoderClient, type Workspace, type WorkspaceBuild } from '../codersdk/index.js';
import type { RunLog } from '../scaletest/harness/index.js';
import { createBuild } from '../scaletest/workspacebuild/index.js';
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
    if (error instanceof CoderApiError && error.status === 409) return false;
    throw error;
  }
  const end = await options.watch.wait(workspace.id, build.buildNumber, options.jobTimeoutMs, signal);
  if (end.kind === 'gone') return true;
  const name = `workspace ${workspace.ownerName}/${workspace.name}`;
  if (end.kind === 'overdue') {
    throw new TimeoutError(`${name}: its delete job is still running`, 'delete', options.jobTimeoutMs ?? 0);
  }
  throw new Error(
    `${name}: the delete job ended as ${end.build.job.status}: ${end.build.job.error ?? 'no error text'}`,
  );
}

async function endActiveBuild(
  build: WorkspaceBuild,
  options: DeleteWorkspaceOptions,
): Promise<'gone' | 'ended'> {
  const { client, signal } = options;
  if (build.job.status === 'pending' && build.transition !== 'delete') {
    try {
      await client.builds.cancel(build.id, { expectStatus: 'pending', signal });
      return 'ended';
    } catch (error) {
      // It has started, has ended, or may not be canceled: in each case its end is waited for.
      if (!(error instanceof CoderApiError)) throw error;
    }
  }
  const end = await options.watch.wait(build.workspaceId, build.buildNumber, options.jobTimeoutMs, signal);
  return end.kind === 'gone' ? 'gone' : 'ended';
}

async function readWorkspace(id: string, options: DeleteWorkspaceOptions): Promise<Workspace | null> {
  try {
    return await options.client.workspaces.get(id, { signal: options.signal });
  } catch (error) {
    if (error instanceof CoderApiError && (error.status === 404 || error.status === 410)) return null;
    throw error;
  }
}
