import type { CoderClient, User, Workspace } from '../codersdk/index.js';
import { listAllWorkspaces } from '../collect/index.js';
import { isOurUser, namePrefix, type RunIdentity, userMark } from '../scaletest/names/index.js';

/** Users and workspaces that a cleanup is to remove, found by listing. */
export interface Inventory {
  readonly users: readonly User[];
  readonly workspaces: readonly Workspace[];
}

/** What an inventory counts. */
export interface InventoryCount {
  readonly users: number;
  readonly workspaces: number;
  readonly schedules: number;
}

const PAGE_SIZE = 500;

/**
 * Finds every live user that carries the run's name and mark, and every workspace that one of them owns. A user is
 * ours only if username and mark match, a workspace only if its owner is ours; look-alikes are left alone.
 * @param askOwners - Ids of users whose workspaces are asked for by owner too: finds those under another name.
 */
export async function takeInventory(
  client: Pick<CoderClient, 'users' | 'workspaces'>,
  run: RunIdentity,
  signal: AbortSignal,
  askOwners: ReadonlySet<string> = new Set(),
): Promise<Inventory> {
  const users = await listUsers(client, `name:${userMark(run)}`, (user) => isOurUser(user, run), signal);
  const owners = new Set(users.map((user) => user.id));
  const workspaces = new Map<string, Workspace>();
  for (const workspace of (await listAllWorkspaces(client, namePrefix(run), signal)).values()) {
    if (owners.has(workspace.ownerId)) workspaces.set(workspace.id, workspace);
  }
  const asked = users.filter((user) => askOwners.has(user.id));
  for (const workspace of await listByOwner(client, asked, signal)) workspaces.set(workspace.id, workspace);
  return { users, workspaces: [...workspaces.values()] };
}

export function countInventory({ users, workspaces }: Inventory): InventoryCount {
  const schedules = workspaces.filter((workspace) => workspace.autostartSchedule !== null).length;
  return { users: users.length, workspaces: workspaces.length, schedules };
}

/** All users that the search finds and `isWanted` confirms, since searches match anywhere in a text. */
export async function listUsers(
  client: Pick<CoderClient, 'users'>,
  q: string,
  isWanted: (user: User) => boolean,
  signal: AbortSignal,
): Promise<readonly User[]> {
  const found = new Map<string, User>();
  for (let offset = 0; ; offset += PAGE_SIZE) {
    const page = await client.users.list({ q, limit: PAGE_SIZE, offset }, { signal });
    for (const user of page.users) {
      if (isWanted(user)) found.set(user.id, user);
    }
    if (page.users.length < PAGE_SIZE) return [...found.values()];
  }
}

/** Workspaces of these users, whatever their names: one request a user, as many at once as the client sends. */
export async function listByOwner(
  client: Pick<CoderClient, 'workspaces'>,
  owners: readonly User[],
  signal: AbortSignal,
): Promise<readonly Workspace[]> {
  const pages = await Promise.all(
    owners.map(async ({ id, username }) => {
      const page = await client.workspaces.list({ q: `owner:${username}` }, { signal });
      return page.workspaces.filter((workspace) => workspace.ownerId === id);
    }),
  );
  return pages.flat();
}
