import type { World } from './world.js';

/**
 * Removes from somebody else's deployment what a chapter has made there and not removed itself: workspaces, then their
 * owners. A test that went wrong is no reason to leave anything, nor is one thing that cannot be removed.
 * @throws AggregateError with everything that is still there, and why.
 */
export async function removeWhatIsLeft(
  world: Pick<World, 'client' | 'command' | 'subject' | 'untilIdle'>,
): Promise<void> {
  const { client } = world;
  const failures: Error[] = [];
  const removeAll = async (kind: 'user' | 'workspace', remove: (id: string) => Promise<unknown>) => {
    for (const { id } of client.made.filter((one) => one.kind === kind)) {
      try {
        const { status } = await client.askAside(world.subject.token, `/api/v2/${kind}s/${id}`);
        if (status === 200) await remove(id);
      } catch (error) {
        failures.push(new Error(`${kind} ${id} is left: ${String(error)}`, { cause: error }));
      }
    }
  };
  await removeAll('workspace', async (id) => {
    await world.untilIdle(id);
    await world.command('POST', `/workspaces/${id}/builds`, { transition: 'delete' });
    const { latest_build: build } = await world.untilIdle(id);
    if (build.job.status !== 'succeeded') throw new Error(`its delete ended ${build.job.status}`);
  });
  await removeAll('user', (id) => world.command('DELETE', `/users/${id}`));
  if (failures.length > 0) {
    throw new AggregateError(failures, failures.map(({ message }) => message).join('; '));
  }
}
