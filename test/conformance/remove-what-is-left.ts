import type { World } from './world.js';

/**
 * Removes from somebody else's deployment what a chapter has made there and not removed itself: workspaces, then their
 * owners. A test that went wrong is no reason to leave anything.
 */
export async function removeWhatIsLeft(world: World): Promise<void> {
  const { client } = world;
  const ids = (kind: 'user' | 'workspace') =>
    client.made.filter((one) => one.kind === kind).map(({ id }) => id);
  for (const id of ids('workspace')) {
    const { status } = await client.askAside(world.subject.token, `/api/v2/workspaces/${id}`);
    if (status !== 200) continue;
    await world.untilIdle(id);
    await world.command('POST', `/workspaces/${id}/builds`, { transition: 'delete' });
    await world.untilIdle(id);
  }
  for (const id of ids('user')) {
    const { status } = await client.askAside(world.subject.token, `/api/v2/users/${id}`);
    if (status === 200) await world.command('DELETE', `/users/${id}`);
  }
}
