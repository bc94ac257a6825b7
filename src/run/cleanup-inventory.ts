import type { CoderClient, User, Workspace } from '../codersdk/index.js';
import { listAllWorkspaces } from '../collect/index.js';
import { isOurUser, namePrefix, type RunIdentity, userMark } from '../scaletest/names/index.js';

/** What a run left on a deployment, found by listing, and proven ours by name and mark. */
export interface Inventory {
  readonly users: readonly User[];
  readonly workspaces: readonly Workspace[];
}

const PAGE_SIZE = 500;

/**
 * Finds every live user that carries the run's name and mark, and every workspace that one of them owns. A user is
 * ours only if username and mark match, a workspace only if its owner is ours; look-alikes are left alone.
 * @param byOwner - Also ask for the workspaces of each user by owner: finds those under another name.
 */
export async function takeInventory(
  client: Pick<CoderClient, 'users' | 'workspaces'>,
  run: RunIdentity,
  signal: AbortSignal,
  byOwner = false,
): Promise<Inventory> {
  const users = await listOurUsers(client, run, signal);
  const owners = new Set(users.map((user) => user.id));
  const workspaces = new Map<string, Workspace>();
  if (users.length > 0) {
    for (const workspace of (await listAllWorkspaces(client, namePrefix(run), signal)).values()) {
      if (owners.has(workspace.ownerId)) workspaces.set(workspace.id, workspace);
    }
  }
  if (byOwner) {
    for (const user of users) {
      const page = await client.workspaces.list({ q: `owner:${user.username}` }, { signal });
      for (const workspace of page.workspaces) {
        if (owners.has(workspace.ownerId)) workspaces.set(workspace.id, workspace);
      }
    }
  }
  return { users, workspaces: [...workspaces.values()] };
}

async function listOurUsers(
  client: Pick<CoderClient, 'users'>,
  run: RunIdentity,
  signal: AbortSignal,
): Promise<readonly User[]> {
  const found = new Map<string, User>();
  for (let offset = 0; ; offset += PAGE_SIZE) {
    const page = await client.users.list(
      { q: `name:${userMark(run)}`, limit: PAGE_SIZE, offset },
      { signal },
    );
    for (const user of page.users) {
      if (isOurUser(user, run)) found.set(user.id, user);
    }
    if (page.users.length < PAGE_SIZE) return [...found.values()];
  }
}
