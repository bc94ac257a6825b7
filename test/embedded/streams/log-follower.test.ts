import { afterEach, describe, expect, it } from 'vitest';
import type { DeploymentOptions } from '../../../src/embedded/index.js';
import { type Served, serve, until } from './serve.js';

const stages = [
  'Setting up',
  'Initializing Terraform Directory',
  'Planning Infrastructure',
  'Starting workspace',
  'Graphing Infrastructure',
  'Cleaning Up',
];

let served: Served | undefined;
const start = async (options?: Partial<DeploymentOptions>) => {
  served = await serve(options);
  return served;
};
afterEach(() => served?.close());

const logsOf = (buildId: string, query = '?follow') => `/api/v2/workspacebuilds/${buildId}/logs${query}`;

describe('a followed log', () => {
  it('of a finished build is sent whole, and closed with 1000 done', async () => {
    const { t, open } = await start();
    const { latest_build } = await t.createWorkspace('dev');
    t.realClock.advanceBy(10_000);
    for (const query of ['?follow', '?follow=false', '?follow=true&after=0']) {
      const client = open(logsOf(latest_build.id, query));
      expect(await client.closed).toEqual({ code: 1000, reason: 'done' });
      expect(client.messages.map(({ stage }) => stage)).toEqual(stages);
    }
    const read = (await t.expect(200, 'GET', logsOf(latest_build.id, ''))).body;
    const rest = open(logsOf(latest_build.id, `?follow&after=${read[2].id}`));
    await rest.closed;
    expect(rest.messages).toEqual(read.slice(3));
    expect(t.deployment.logEnds.count).toBe(0);
    await until(() => t.deployment.streams.count === 0);
  });

  it('shows each line when its time has come, and ends when the job does', async () => {
    const { t, watch } = await start({ timeScale: 10 });
    const { latest_build } = await t.createWorkspace('dev');
    const client = await watch(logsOf(latest_build.id));
    expect(t.deployment.logEnds.count).toBe(1);
    // Deployment time: started at 5 ms; lines 5, 20, 60 and 150 ms later.
    t.realClock.advanceBy(3);
    await client.count(2);
    expect(client.messages.map(({ stage }) => stage)).toEqual(stages.slice(0, 2));
    t.realClock.advanceBy(13);
    await client.count(4);
    expect(client.messages.map(({ stage }) => stage)).toEqual(stages.slice(0, 4));
    t.realClock.advanceBy(1000);
    expect(await client.closed).toEqual({ code: 1000, reason: 'done' });
    expect(client.messages.map(({ stage }) => stage)).toEqual(stages);
    expect(client.messages).toEqual((await t.expect(200, 'GET', logsOf(latest_build.id, ''))).body);
    expect(t.deployment.logEnds.count).toBe(0);
  });

  it('of a pending job that is canceled never ends; one that is opened then ends at once', async () => {
    const { t, watch, open } = await start({ parameters: { seed: 'none', provisioners: 0 } });
    const { latest_build } = await t.createWorkspace('dev');
    const waiting = await watch(logsOf(latest_build.id));
    await t.expect(200, 'PATCH', `/api/v2/workspacebuilds/${latest_build.id}/cancel`);
    const late = open(logsOf(latest_build.id));
    expect(await late.closed).toEqual({ code: 1000, reason: 'done' });
    expect(late.messages).toEqual([]);
    t.realClock.advanceBy(5000);
    expect(t.deployment.logEnds.count).toBe(1);
    await until(() => t.deployment.streams.count === 1);
    waiting.socket.terminate();
    await until(() => t.deployment.streams.count === 0);
    expect(t.deployment.logEnds.count).toBe(0);
  });

  it('of a job that the reaper ends says so, and ends', async () => {
    const { t, watch } = await start({
      parameters: { seed: 'none', provisioners: 0, pendingReapUs: 5e6, reaperPeriodUs: 1e6 },
    });
    const { latest_build } = await t.createWorkspace('dev');
    const client = await watch(logsOf(latest_build.id));
    t.realClock.advanceBy(7000);
    expect(await client.closed).toEqual({ code: 1000, reason: 'done' });
    expect(client.messages.length).toBeGreaterThan(0);
    expect(client.messages[0]).toMatchObject({ stage: 'Unknown', log_level: 'error' });
    expect(client.messages[0].output).toMatch(/reaper/);
  });

  it('is ended when the client says something, and when the server stops', async () => {
    const { t, watch } = await start();
    const { latest_build } = await t.createWorkspace('dev');
    const talker = await watch(logsOf(latest_build.id));
    talker.socket.send('{}');
    expect((await talker.closed).code).toBe(1008);
    const listener = await watch(logsOf(latest_build.id));
    const closed = t.deployment.streams.closeAll(1000);
    expect(await listener.closed).toEqual({ code: 1000, reason: 'done' });
    await closed;
    expect(t.deployment.logEnds.count).toBe(0);
    expect(t.deployment.streams.count).toBe(0);
  });

  it('needs a handshake, a sensible query and a build that one may see', async () => {
    const { t, open } = await start();
    const { latest_build } = await t.createWorkspace('dev');
    expect((await t.call('GET', logsOf(latest_build.id))).status).toBe(426);
    expect((await open(logsOf(latest_build.id, '?follow&format=text')).refusal()).status).toBe(400);
    expect((await open(logsOf(latest_build.id), null).refusal()).status).toBe(401);
    const ada = await t.member('ada');
    expect((await open(logsOf(latest_build.id), ada.token).refusal()).status).toBe(404);
  });
});
