import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import type { DeploymentOptions } from '../../../src/embedded/index.js';
import { shapeOf } from '../harness.js';
import { type Served, serve, until } from './serve.js';

const ROOT = '/api/v2/workspaces';

let served: Served | undefined;
const start = async (options?: Partial<DeploymentOptions>) => {
  served = await serve(options);
  return served;
};
afterEach(() => served?.close());

describe('watch-ws', () => {
  it('says ping once, then the workspace at once and at every step of its builds', async () => {
    const { t, watch } = await start();
    const { id } = await t.createWorkspace('dev');
    const client = await watch(`${ROOT}/${id}/watch-ws`);
    await client.count(2);
    t.realClock.advanceBy(500);
    t.realClock.advanceBy(1000);
    await client.count(4);
    await t.expect(201, 'POST', `${ROOT}/${id}/builds`, { body: { transition: 'stop' } });
    await client.count(5);
    expect(client.messages[0]).toEqual({ type: 'ping', data: null });
    expect(client.messages.slice(1).map(({ type, data }) => `${type} ${data.latest_build.status}`)).toEqual([
      'data pending',
      'data starting',
      'data running',
      'data pending',
    ]);
  });

  it('looks like what was recorded', async () => {
    const path = new URL('../../fixtures/exchanges/082-watch-ws.json', import.meta.url);
    const { messages } = JSON.parse(readFileSync(path, 'utf8')).response;
    const { t, watch } = await start({ templates: [{ name: 'agent', agents: { names: ['main'] } }] });
    const { id } = await t.createWorkspace('dev', { body: { ttl_ms: 28_800_000 } });
    t.realClock.advanceBy(1500);
    const client = await watch(`${ROOT}/${id}/watch-ws`);
    await client.count(2);
    expect(shapeOf(client.messages[0])).toEqual(shapeOf(messages[0].data));
    expect(shapeOf(client.messages[1])).toEqual(shapeOf(messages.at(-1).data));
  });

  it('shows its viewer what is theirs', async () => {
    const { t, watch } = await start();
    const ada = await t.member('ada');
    const { id } = await t.createWorkspace('dev', { token: ada.token });
    const own = await watch(`${ROOT}/${id}/watch-ws`, ada.token);
    await own.count(2);
    expect(own.messages[1].data.owner_name).toBe('ada');
    const bob = await t.member('bob');
    const { open } = served!;
    expect((await open(`${ROOT}/${id}/watch-ws`, bob.token).refusal()).status).toBe(404);
    expect((await t.call('GET', `${ROOT}/${id}/watch-ws`)).status).toBe(426);
  });

  it('shows a change of the template, and of the workspace’s name', async () => {
    const { t, watch } = await start({ allowWorkspaceRenames: true });
    const { id } = await t.createWorkspace('dev');
    const client = await watch(`${ROOT}/${id}/watch-ws`);
    await client.count(2);
    await t.expect(200, 'PATCH', `/api/v2/templates/${t.templateId}`, { body: { display_name: 'New' } });
    await client.count(3);
    expect(client.messages[2].data.template_display_name).toBe('New');
    await t.expect(204, 'PATCH', `${ROOT}/${id}`, { body: { name: 'newer' } });
    await client.count(4);
    expect(client.messages[3].data.name).toBe('newer');
    client.socket.terminate();
    await until(() => t.deployment.streams.count === 0);
    expect(t.deployment.templateEvents.count).toBe(0);
  });

  it('closes with 1002 when the client says anything, with 1000 when the server stops', async () => {
    const { t, watch } = await start();
    const { id } = await t.createWorkspace('dev');
    const talker = await watch(`${ROOT}/${id}/watch-ws`);
    talker.socket.send('hello');
    expect((await talker.closed).code).toBe(1002);
    const listener = await watch(`${ROOT}/${id}/watch-ws`);
    expect(t.deployment.workspaceEvents.count).toBe(1);
    await t.deployment.streams.closeAll(1000);
    expect(await listener.closed).toEqual({ code: 1000, reason: 'done' });
    expect(t.deployment.workspaceEvents.count).toBe(0);
  });

  it('forgets a client that goes', async () => {
    const { t, watch } = await start();
    const { id } = await t.createWorkspace('dev');
    const client = await watch(`${ROOT}/${id}/watch-ws`);
    client.socket.terminate();
    await until(() => t.deployment.streams.count === 0);
    expect(t.deployment.workspaceEvents.count).toBe(0);
  });

  it('gives a client 10 s to make room for the newest message, then closes with 1011', async () => {
    const { t, watch } = await start();
    const { id } = await t.createWorkspace('dev');
    t.realClock.advanceBy(10_000);
    const client = await watch(`${ROOT}/${id}/watch-ws`);
    await client.count(2);
    client.socket.pause();
    const { handle } = t.deployment.workspaces.withId(id)!.state;
    const [socket] = t.deployment.streams.sockets;
    // First the buffers of the operating system, then the queue.
    while (socket!.bufferedAmount === 0) {
      for (let i = 0; i < 100; i++) t.deployment.workspaceEvents.tell(handle);
      await new Promise((resolve) => setImmediate(resolve));
    }
    for (let i = 0; i < 100; i++) t.deployment.workspaceEvents.tell(handle);
    t.realClock.advanceBy(9_999);
    expect(t.deployment.workspaceEvents.count).toBe(1);
    t.realClock.advanceBy(1);
    expect(t.deployment.workspaceEvents.count).toBe(0);
    client.socket.resume();
    expect((await client.closed).code).toBe(1011);
  }, 30_000);

  it('sends everything to a client that reads again in time', async () => {
    const { t, watch } = await start();
    const { id } = await t.createWorkspace('dev');
    t.realClock.advanceBy(10_000);
    const client = await watch(`${ROOT}/${id}/watch-ws`);
    await client.count(2);
    client.socket.pause();
    const { handle } = t.deployment.workspaces.withId(id)!.state;
    const [socket] = t.deployment.streams.sockets;
    let told = 0;
    const tell = () => {
      told += 1;
      t.deployment.workspaceEvents.tell(handle);
    };
    while (socket!.bufferedAmount === 0) {
      for (let i = 0; i < 100; i++) tell();
      await new Promise((resolve) => setImmediate(resolve));
    }
    for (let i = 0; i < 100; i++) tell();
    t.realClock.advanceBy(5000);
    client.socket.resume();
    await client.count(2 + told);
    t.realClock.advanceBy(9000);
    expect(t.deployment.workspaceEvents.count).toBe(1);
  }, 30_000);
});
