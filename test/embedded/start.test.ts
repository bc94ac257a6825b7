import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import {
  type EmbeddedDeployment,
  type EmbeddedOptions,
  readScheduleImport,
  startEmbedded,
} from '../../src/embedded/index.js';
import { ConfigError } from '../../src/storm/index.js';
import { SystemClock } from '../../src/time/index.js';
import { seededBytes, testParameters } from './harness.js';

const running: EmbeddedDeployment[] = [];

async function start(options: Partial<EmbeddedOptions> = {}): Promise<EmbeddedDeployment> {
  const deployment = await startEmbedded({
    parameters: testParameters,
    timeScale: 1,
    realClock: new SystemClock(),
    randomBytes: seededBytes('start'),
    ...options,
  });
  running.push(deployment);
  return deployment;
}

function call(
  deployment: EmbeddedDeployment,
  method: string,
  path: string,
  body?: unknown,
): Promise<Response> {
  const headers = { 'Coder-Session-Token': deployment.token };
  return fetch(deployment.url + path, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((deployment) => deployment.close()));
});

describe('startEmbedded', () => {
  it('answers on loopback once it resolves, with the owner’s token', async () => {
    const deployment = await start();
    expect(deployment.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const me = (await (await call(deployment, 'GET', '/api/v2/users/me')).json()) as Record<string, unknown>;
    expect(me).toMatchObject({ username: 'admin', organization_ids: [deployment.organizationId] });
    const info = await (await call(deployment, 'GET', '/api/v2/buildinfo')).json();
    expect(info).toMatchObject({ dashboard_url: deployment.url });
    const templates = (await (await call(deployment, 'GET', '/api/v2/templates')).json()) as { id: string }[];
    expect(templates.map(({ id }) => id)).toEqual(deployment.templates.map(({ id }) => id));
  });

  it('runs a workspace through its builds at the speed asked for', async () => {
    const deployment = await start({ timeScale: 600 });
    const [template] = deployment.templates;
    const created = await call(deployment, 'POST', '/api/v2/users/me/workspaces', {
      template_id: template!.id,
      name: 'dev',
    });
    expect(created.status).toBe(201);
    const socket = new WebSocket(
      `${deployment.url.replace('http', 'ws')}/api/experimental/watch-all-workspacebuilds`,
      {
        headers: { 'Coder-Session-Token': deployment.token },
      },
    );
    await once(socket, 'open');
    const { id } = (await created.json()) as { id: string };
    for (let status = 0; status !== 201; ) {
      status = (await call(deployment, 'POST', `/api/v2/workspaces/${id}/builds`, { transition: 'stop' }))
        .status;
    }
    await once(socket, 'message');
    const closing = once(socket, 'close');
    await deployment.close();
    expect((await closing)[0]).toBe(1000);
    expect(deployment.exportBuilds()).toMatchObject([
      { transition: 'start', jobStatus: 'succeeded' },
      { transition: 'stop' },
    ]);
  });

  it('tells in which minutes of the next 24 hours schedules start how many', async () => {
    const startMs = Date.UTC(2026, 10, 23, 8);
    const imported = readScheduleImport(
      'owner,workspace,schedule\na,x,0 9 * * *\na,y,0 9 * * *\na,z,30 8 * * *\na,later,0 9 * * 5\na,none,\n',
    ).workspaces;
    const deployment = await start({ startMs, population: { imported } });
    expect(deployment.dueStarts()).toEqual([
      { minuteMs: startMs + 30 * 60_000, count: 1 },
      { minuteMs: startMs + 60 * 60_000, count: 2 },
    ]);
    expect(deployment.exportBuilds().length).toBeGreaterThan(0);
    expect(deployment.exportBuilds(startMs)).toEqual([]);
  });

  it('keeps idle connections, and closes them when it closes', async () => {
    const deployment = await start();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const ask = async () => {
      const request = get(`${deployment.url}/healthz`, { agent });
      const [response] = (await once(request, 'response')) as [IncomingMessage];
      response.resume();
      await once(response, 'end');
      return { response, socket: request.socket! };
    };
    const first = await ask();
    expect(first.response.headers['keep-alive']).toBeUndefined();
    const second = await ask();
    expect(second.socket).toBe(first.socket);
    const ended = once(first.socket, 'close');
    await deployment.close();
    await ended;
    await expect(call(deployment, 'GET', '/healthz')).rejects.toThrow();
    agent.destroy();
  });

  it('answers what is under way when it closes, without keeping the connection', async () => {
    const deployment = await start();
    const agent = new Agent({ keepAlive: true });
    const request = get(`${deployment.url}/healthz`, { agent });
    const [socket] = (await once(request, 'socket')) as [Socket];
    await once(socket, 'connect');
    const answered = once(request, 'response') as Promise<[IncomingMessage]>;
    await new Promise((resolve) => setImmediate(resolve));
    const closed = deployment.close();
    expect((await answered)[0].statusCode).toBe(200);
    await closed;
    agent.destroy();
  });

  it('cuts the connection when an answer is lost, after the command is done', async () => {
    const deployment = await start({
      faults: {
        seed: 'a',
        rules: [{ kind: 'lose_answer', method: 'POST', path: '/api/v2/users', count: 1 }],
      },
    });
    const body = {
      email: 'a@b.local',
      username: 'ada',
      login_type: 'none',
      organization_ids: [deployment.organizationId],
    };
    await expect(call(deployment, 'POST', '/api/v2/users', body)).rejects.toThrow();
    expect(deployment.faultsFired).toMatchObject({
      drop_update: 0,
      close_socket: 0,
      too_many_requests: 0,
      lose_answer: 1,
    });
    expect((await call(deployment, 'GET', '/api/v2/users/ada')).status).toBe(200);
    expect((await call(deployment, 'POST', '/api/v2/users', body)).status).toBe(409);
  });

  it('goes wrong from when it is told to until it is told to end', async () => {
    const deployment = await start();
    const status = async () => (await call(deployment, 'GET', '/api/v2/users/me')).status;
    const id = deployment.addFault({ kind: 'server_error', status: 503 });
    expect(await status()).toBe(503);
    deployment.endFault(id);
    deployment.endFault(id);
    expect(await status()).toBe(200);
    expect(deployment.faultsFired.server_error).toBe(1);
  });

  it('returns the same promise from a second close', async () => {
    const deployment = await start();
    expect(deployment.close()).toBe(deployment.close());
  });

  it('refuses addresses that are malformed, taken, or open to others', async () => {
    const deployment = await start();
    for (const address of [
      'nonsense',
      '127.0.0.1:99999',
      '0.0.0.0:0',
      '[::]:0',
      deployment.url.slice('http://'.length),
    ]) {
      await expect(start({ address }), address).rejects.toThrow(ConfigError);
    }
  });

  it('listens where others can reach it only when told so', async () => {
    const deployment = await start({ address: '0.0.0.0:0', allowRemote: true });
    const port = new URL(deployment.url).port;
    expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
  });
});
