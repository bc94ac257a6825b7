import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { get } from 'node:http';
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

describe('the server-sent events of a workspace', () => {
  it('are a ping, then the workspace at once and at every step of its builds', async () => {
    const { t, stream } = await start();
    const { id } = await t.createWorkspace('dev');
    const events = await stream(`${ROOT}/${id}/watch`);
    expect(events.response.headers).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-cache',
      connection: 'keep-alive',
      'x-accel-buffering': 'no',
    });
    await events.count(2);
    expect(events.text).toMatch(/^event: ping\n\nevent: data\ndata: \{"id":.*\}\n\n$/);
    t.realClock.advanceBy(500);
    await events.count(3);
    t.realClock.advanceBy(1000);
    await events.count(4);
    await t.expect(201, 'POST', `${ROOT}/${id}/builds`, { body: { transition: 'stop' } });
    await events.count(5);
    const seen = events.data.map(({ latest_build: { build_number, status } }) => `${build_number} ${status}`);
    expect(seen).toEqual(['1 pending', '1 starting', '1 running', '2 pending']);
    expect(events.data[2]).toMatchObject({ id, latest_build: { resources: [{}] } });
  });

  it('look like those that were recorded', async () => {
    const path = new URL('../../fixtures/exchanges/080-watch-sse.json', import.meta.url);
    const { response } = JSON.parse(readFileSync(path, 'utf8'));
    const chunks: string[] = response.stream.map(({ text }: { text: string }) => text);
    expect(chunks[0]).toBe('event: ping\n\n');
    const { t, stream } = await start({ templates: [{ name: 'agent', agents: { names: ['main'] } }] });
    const { id } = await t.createWorkspace('dev', { body: { ttl_ms: 28_800_000 } });
    t.realClock.advanceBy(1500);
    const events = await stream(`${ROOT}/${id}/watch`);
    await events.count(2);
    const recorded = JSON.parse(chunks.at(-1)!.slice('event: data\ndata: '.length));
    expect(shapeOf(events.data[0])).toEqual(shapeOf(recorded));
  });

  it('have a ping every 15 real seconds', async () => {
    const { t, stream } = await start({ timeScale: 600 });
    const { id } = await t.createWorkspace('dev');
    t.realClock.advanceBy(1000);
    const events = await stream(`${ROOT}/${id}/watch`);
    await events.count(2);
    t.realClock.advanceBy(14_900);
    t.realClock.advanceBy(100);
    await events.count(3);
    t.realClock.advanceBy(15_000);
    await events.count(4);
    expect(events.events.slice(2)).toEqual(['event: ping', 'event: ping']);
  });

  it('are over for us when the client goes', async () => {
    const { t, stream } = await start();
    const { id } = await t.createWorkspace('dev');
    const timersBefore = t.deployment.workspaceEvents.count;
    expect(timersBefore).toBe(0);
    const events = await stream(`${ROOT}/${id}/watch`);
    await events.count(2);
    expect(t.deployment.workspaceEvents.count).toBe(1);
    events.response.destroy();
    await until(() => t.deployment.workspaceEvents.count === 0);
    expect(t.deployment.streams.count).toBe(0);
  });

  it('end abruptly when the server stops', async () => {
    const { t, stream } = await start();
    const { id } = await t.createWorkspace('dev');
    const events = await stream(`${ROOT}/${id}/watch`);
    await events.count(2);
    await t.deployment.streams.closeAll(1000);
    expect(await events.ended).toBe('aborted');
    expect(t.deployment.workspaceEvents.count).toBe(0);
    expect(t.deployment.streams.count).toBe(0);
  });

  it('wait for a client that does not read, at most 2048 of them', async () => {
    const { t, stream } = await start();
    const { id } = await t.createWorkspace('dev');
    t.realClock.advanceBy(10_000);
    const events = await stream(`${ROOT}/${id}/watch`);
    await events.count(2);
    events.response.pause();
    const { handle } = t.deployment.workspaces.withId(id)!.state;
    const told = 10_000;
    for (let i = 0; i < told; i++) {
      t.deployment.workspaceEvents.tell(handle);
      if (i % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await t.expect(204, 'PUT', `${ROOT}/${id}/autostart`, { body: { schedule: 'CRON_TZ=UTC 0 9 * * *' } });
    events.response.resume();
    await until(() => events.data.at(-1).autostart_schedule !== undefined);
    // Everything that still waits is as the workspace is now.
    const waited = () => events.data.filter((workspace) => workspace.autostart_schedule !== undefined).length;
    await until(() => waited() === 2048);
    expect(events.data.length).toBeLessThan(told);
  }, 30_000);

  it('also go to a client that would rather have had a WebSocket', async () => {
    const { t, rawSocket } = await start();
    const { id } = await t.createWorkspace('dev');
    const socket = await rawSocket(`${ROOT}/${id}/watch`);
    let text = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    await until(() => text.includes('event: data\ndata: {'));
    expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    socket.destroy();
    await until(() => t.deployment.workspaceEvents.count === 0);
    expect(t.deployment.streams.count).toBe(0);
  });

  it('are nothing for HEAD, for strangers, or without a workspace; a deleted workspace has them', async () => {
    const { t, port, stream } = await start();
    const { id } = await t.createWorkspace('dev');
    t.realClock.advanceBy(10_000);
    const headers = { 'Coder-Session-Token': t.deployment.ownerToken };
    const [head] = await once(
      get({ port, host: '127.0.0.1', path: `${ROOT}/${id}/watch`, method: 'HEAD', headers, agent: false }),
      'response',
    );
    expect(head.statusCode).toBe(200);
    expect(t.deployment.workspaceEvents.count).toBe(0);
    const ada = await t.member('ada');
    await t.expect(404, 'GET', `${ROOT}/${id}/watch`, { token: ada.token });
    await t.expect(401, 'GET', `${ROOT}/${id}/watch`, { token: null });
    await t.build(id, 'delete');
    const events = await stream(`${ROOT}/${id}/watch`);
    await events.count(2);
    expect(events.data[0].latest_build.status).toBe('deleted');
  });
});
