import { jobStatus } from '../../model/index.js';
import type { Deployment } from '../deployment.js';
import type { UserRecord } from '../directory/users.js';
import type { WorkspaceRecord } from '../directory/workspaces.js';
import type { WorkspaceJson } from '../schemas/workspaces.js';
import { workspaceTest } from '../search/workspaces.js';
import { answerContext } from '../wire/build.js';
import { workspaceJson } from '../wire/workspace.js';

/**
 * A page of the workspaces that the user may see: running ones first, then by owner and name. As the order depends on
 * status, pages shift while builds end; a Coder server does the same.
 */
export function listWorkspaces(
  deployment: Deployment,
  user: UserRecord,
  query: { readonly q?: string | undefined; readonly limit: number; readonly offset: number },
): { workspaces: WorkspaceJson[]; count: number } {
  const context = answerContext(deployment, deployment.driver.begin());
  const test = workspaceTest(query.q ?? '', { deployment, user });
  const running: WorkspaceRecord[] = [];
  const others: WorkspaceRecord[] = [];
  for (const workspace of deployment.workspaces.inOrder) {
    if (workspace.state.deleted || (workspace.owner !== user && !user.isOwner) || !test(workspace)) continue;
    (isRunning(workspace) ? running : others).push(workspace);
  }
  const count = running.length + others.length;
  const end = query.limit === 0 ? count : query.offset + query.limit;
  const page = [...running, ...others].slice(query.offset, end);
  return { workspaces: page.map((workspace) => workspaceJson(context, workspace)), count };
}

function isRunning({ state: { latest } }: WorkspaceRecord): boolean {
  return latest.transition === 'start' && jobStatus(latest) === 'succeeded';
}
