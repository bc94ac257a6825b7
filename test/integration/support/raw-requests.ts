import type { Served } from './processes.js';

/** What is alive on a deployment, asked for by raw requests and not through our client. */
export interface Alive {
  readonly users: readonly string[];
  readonly workspaces: readonly string[];
  readonly schedules: readonly string[];
}

async function get<T>(served: Pick<Served, 'url' | 'token'>, path: string): Promise<T> {
  const answer = await fetch(`${served.url}${path}`, { headers: { 'Coder-Session-Token': served.token } });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
  return (await answer.json()) as T;
}

/** Users other than the owner, workspaces and schedules that a deployment has now. */
export async function alive(served: Pick<Served, 'url' | 'token'>): Promise<Alive> {
  const users = await get<{ users: { username: string; roles: { name: string }[] }[] }>(
    served,
    '/api/v2/users',
  );
  const workspaces = await get<{ workspaces: { name: string; autostart_schedule?: string }[] }>(
    served,
    '/api/v2/workspaces',
  );
  return {
    users: users.users
      .filter((user) => !user.roles.some((role) => role.name === 'owner'))
      .map((user) => user.username),
    workspaces: workspaces.workspaces.map((workspace) => workspace.name),
    schedules: workspaces.workspaces.flatMap((workspace) =>
      workspace.autostart_schedule === undefined ? [] : [workspace.autostart_schedule],
    ),
  };
}

/** Nothing but the owner. */
export const NOTHING: Alive = { users: [], workspaces: [], schedules: [] };
