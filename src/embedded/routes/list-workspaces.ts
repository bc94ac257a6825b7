import { jobStatus } from '../../model/index.js';
import type { Deployment } from '../deployment.js';
import type { UserRecord } from '../directory/users.js';
import type { WorkspaceRecord } from '../directory/workspaces.js';
import type { WorkspaceJson } from '../schemas/workspaces.js';
import { type WorkspaceSearch, workspaceSearch } from '../search/workspaces.js';
import { answerContext } from '../wire/build.js';
import { workspaceJson } from '../wire/workspace.js';

/**
 * A page of the workspaces that the user may see: the user's favorites first, then running ones, then by owner and name.
 * As the order depends on status, pages shift while builds end; a Coder server does the same. JSON is made of the page
 * alone.
 */
export function listWorkspaces(
  deployment: Deployment,
  user: UserRecord,
  query: { readonly q?: string | undefined; readonly limit: number; readonly offset: number },
): { workspaces: WorkspaceJson[]; count: number } {
  const nowUs = deployment.driver.begin();
  const search = workspaceSearch(query.q ?? '', { deployment, user, nowUs });
  const seesAll = user.isOwner;
  const favorites: WorkspaceRecord[] = [];
  const running: WorkspaceRecord[] = [];
  const others: WorkspaceRecord[] = [];
  for (const workspace of candidates(deployment, user, search)) {
    if (!seesAll && workspace.owner !== user) continue;
    if (!search.test(workspace)) continue;
    if (workspace.isFavorite && workspace.owner === user) favorites.push(workspace);
    else if (isRunning(workspace)) running.push(workspace);
    else others.push(workspace);
  }
  const matching = favorites.concat(running, others);
  const page = matching.slice(query.offset, query.limit === 0 ? undefined : query.offset + query.limit);
  const context = answerContext(deployment, nowUs, user);
  return { workspaces: page.map((workspace) => workspaceJson(context, workspace)), count: matching.length };
}

/** All that the search can find, and as few others as is known without looking at each; by owner and name, none deleted. */
function candidates(
  { users, workspaces }: Deployment,
  user: UserRecord,
  { ids, owner }: WorkspaceSearch,
): readonly WorkspaceRecord[] {
  if (ids !== null) return workspaces.withIds(ids);
  if (!user.isOwner) return workspaces.of(user);
  if (owner === null) return workspaces.inOrder;
  const wanted = users.named(owner);
  return wanted === undefined ? [] : workspaces.of(wanted);
}

function isRunning({ state: { latest } }: WorkspaceRecord): boolean {
  return latest.transition === 'start' && jobStatus(latest) === 'succeeded';
}
