import type { CoderClient } from '../codersdk/index.js';

/**
 * Clears the schedules of these workspaces, as fast as the client sends, so that none of them is started any more. What
 * cannot be cleared is left to cleanup, which begins with schedules too.
 * @returns How many were cleared.
 */
export async function withdrawSchedules(
  client: Pick<CoderClient, 'workspaces'>,
  workspaceIds: readonly string[],
  signal: AbortSignal,
): Promise<number> {
  const ends = await Promise.allSettled(
    workspaceIds.map((id) => client.workspaces.setAutostart(id, null, { signal, attempts: 2 })),
  );
  return ends.filter(({ status }) => status === 'fulfilled').length;
}
