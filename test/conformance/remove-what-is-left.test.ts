import { expect, it } from 'vitest';
import { removeWhatIsLeft } from './remove-what-is-left.js';
import { startOurs } from './subject.js';
import { Client } from './wire/client.js';
import { World } from './world.js';

it('what a chapter has left is removed as far as it can be, and the rest is told', async () => {
  const instant = { kind: 'constant', value: 1_000 } as const;
  const subject = await startOurs({
    templates: [{ name: 'plain' }, { name: 'agent' }],
    parameters: { serviceTime: { start: instant, stop: instant, delete: instant } },
  });
  try {
    const world = new World(subject, new Client(subject));
    const { active_version_id } = await world.read<{ active_version_id: string }>(
      '/organizations/default/templates/plain',
    );
    const create = async (name: string) => {
      const body = { template_version_id: active_version_id, name };
      return (await world.command<{ id: string }>('POST', '/users/me/workspaces', body)).id;
    };
    const [stuck, other] = [await create('stuck'), await create('other')];
    const stubborn = {
      client: world.client,
      subject,
      untilIdle: (id: string) => world.untilIdle(id),
      command: <T>(method: string, path: string, body?: unknown): Promise<T> =>
        path.includes(stuck) ? Promise.reject(new Error('no')) : world.command<T>(method, path, body),
    };
    await expect(removeWhatIsLeft(stubborn)).rejects.toThrow(`workspace ${stuck} is left: Error: no`);
    const { status } = await world.client.askAside(subject.token, `/api/v2/workspaces/${other}`);
    expect(status).toBe(410);
    await removeWhatIsLeft(world);
  } finally {
    await subject.close();
  }
});
