import type { CoderClient, User, Workspace } from '../codersdk/index.js';
import { listAllWorkspaces } from '../collect/index.js';
import {
  isScaletestUser,
  isScaletestWorkspace,
  SCALETEST_PREFIX,
  SCALETEST_SEARCH,
} from '../scaletest/names/index.js';
import { type Inventory, listByOwner, listUsers } from './cleanup-inventory.js';

type ListingClient = Pick<CoderClient, 'users' | 'workspaces'>;

/** Something that bears the names of a load test and is not to be removed. */
export interface Spared {
  readonly user: User;
  readonly workspaces: readonly Workspace[];
  readonly reason: string;
}

/** What bears the names of a load test. */
export interface ScaletestInventory extends Inventory {
  readonly spared: readonly Spared[];
  /** Users who own no workspace, so that the template that was asked for cannot be theirs. */
  readonly withoutTemplate: number;
}

/** What of a load test's is looked for. */
export interface ScaletestQuery {
  /** Name or id of the only template whose workspaces count; `null`: any. */
  readonly template: string | null;
  /** Why a user is to be left alone with all workspaces; `null`: it is not. */
  readonly spare: (user: User) => string | null;
}

/**
 * Finds what `coder exp scaletest cleanup` would take for a load test's (Coder API contract, names): users by username
 * or e-mail address, workspaces by their name or their owner's. Workspaces are listed by name, and by owner for each of
 * those users, who may have others too.
 *
 * | a user owns | the user |
 * |---|---|
 * | a workspace that is not a load test's by these rules | is spared, with all workspaces |
 * | with a template asked for: a workspace of it, and of no other | is found |
 * | the same: no workspace, or also one of another template | is not found; its workspaces of the template are |
 */
export async function takeScaletestInventory(
  client: ListingClient,
  { template, spare }: ScaletestQuery,
  signal: AbortSignal,
): Promise<ScaletestInventory> {
  const candidates = await listUsers(client, SCALETEST_SEARCH, isScaletestUser, signal);
  const all = await listAllWorkspaces(client, SCALETEST_PREFIX, signal);
  for (const workspace of await listByOwner(client, candidates, signal)) all.set(workspace.id, workspace);
  const owned = byOwner([...all.values()]);
  const spared = candidates.flatMap((user): Spared[] => {
    const workspaces = owned.get(user.id) ?? [];
    const reason = spare(user) ?? foreignWorkspace(workspaces);
    return reason === null ? [] : [{ user, workspaces, reason }];
  });
  const sparedIds = new Set(spared.map(({ user }) => user.id));
  const isAsked = ({ templateName, templateId }: Workspace) =>
    template === null || templateName === template || templateId === template;
  const left = candidates.filter(({ id }) => !sparedIds.has(id));
  return {
    users: left.filter(({ id }) => template === null || owned.get(id)?.every(isAsked)),
    workspaces: [...all.values()].filter(
      (workspace) =>
        isScaletestWorkspace(workspace) && !sparedIds.has(workspace.ownerId) && isAsked(workspace),
    ),
    spared,
    withoutTemplate: template === null ? 0 : left.filter(({ id }) => !owned.has(id)).length,
  };
}

/** What is still there of an inventory: a user or workspace that was not in it is left out. */
export async function listAgain(
  client: ListingClient,
  agreed: Inventory,
  signal: AbortSignal,
): Promise<Inventory> {
  const userIds = new Set(agreed.users.map(({ id }) => id));
  const workspaceIds = new Set(agreed.workspaces.map(({ id }) => id));
  const users = await listUsers(client, SCALETEST_SEARCH, ({ id }) => userIds.has(id), signal);
  const named = await listAllWorkspaces(client, SCALETEST_PREFIX, signal);
  const otherNames = agreed.workspaces.filter(({ name }) => !name.startsWith(SCALETEST_PREFIX));
  const owners = users.filter(({ id }) => otherNames.some(({ ownerId }) => ownerId === id));
  const all = [...named.values(), ...(await listByOwner(client, owners, signal))];
  const found = new Map(all.filter(({ id }) => workspaceIds.has(id)).map((row) => [row.id, row]));
  return { users, workspaces: [...found.values()] };
}

function byOwner(workspaces: readonly Workspace[]): ReadonlyMap<string, readonly Workspace[]> {
  const groups = new Map<string, Workspace[]>();
  for (const workspace of workspaces) {
    const group = groups.get(workspace.ownerId);
    if (group === undefined) groups.set(workspace.ownerId, [workspace]);
    else group.push(workspace);
  }
  return groups;
}

function foreignWorkspace(workspaces: readonly Workspace[]): string | null {
  const foreign = workspaces.find((workspace) => !isScaletestWorkspace(workspace));
  return foreign === undefined ? null : `owns workspace ${foreign.name}, which is not named as a load test's`;
}
