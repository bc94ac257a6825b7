import { describe, expect, it } from 'vitest';
import {
  type CoderApiError,
  type CoderClient,
  type CoderClientOptions,
  ConnectionError,
  type RequestRecord,
} from '../../src/codersdk/index.js';
import { VirtualClock } from '../../src/time/index.js';
import { recordedBody } from './exchange-fixtures.js';
import {
  type Answering,
  clientOf,
  failureOf,
  gate,
  HurriedClock,
  type LocalServer,
  serve,
} from './local-server.js';

const USER = { status: 200, body: recordedBody('008-me') } as const;
const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };
const LOSE: Answering = (response) => response.destroy();

interface Tried {
  readonly server: LocalServer;
  readonly client: CoderClient;
  readonly clock: HurriedClock;
  readonly records: RequestRecord[];
}

async function against(
  answers: readonly Answering[],
  options: Partial<CoderClientOptions> = {},
): Promise<Tried> {
  const server = await serve((_, index) => answers[Math.min(index, answers.length - 1)] ?? USER);
  const clock = new HurriedClock();
  const records: RequestRecord[] = [];
  const client = clientOf(server.url, {
    realClock: clock,
    onRequest: (record) => records.push(record),
    ...options,
  });
  return { server, client, clock, records };
}

describe('a GET', () => {
  it.each<[string, Answering]>([
    ['500', { status: 500, body: { message: 'Internal error fetching workspaces.' } }],
    ['502', { status: 502, headers: { 'content-type': 'text/html' }, body: '<h1>Bad gateway</h1>' }],
    ['503', { status: 503, body: 'starting' }],
    ['504', { status: 504, body: { message: 'slow' } }],
    ['429', { status: 429, body: { message: 'too fast' } }],
    ['a lost answer', LOSE],
    ['an answer that is cut short', { status: 200, body: '{"id": "4', headers: JSON_TYPE }],
  ])('is repeated after %s', async (_, answer) => {
    const { server, client, clock } = await against([answer, answer, USER]);
    await expect(client.users.me()).resolves.toMatchObject({ username: 'admin' });
    expect(server.received.map((request) => request.path)).toEqual(Array(3).fill('/api/v2/users/me'));
    expect(clock.waits).toEqual([250, 500]);
  });

  it.each([400, 401, 403, 404, 409, 410, 412, 417, 425, 428])('is not repeated after %i', async (status) => {
    const { server, client } = await against([{ status, body: { message: 'no' } }]);
    expect(await failureOf(client.users.me())).toMatchObject({ status });
    expect(server.received).toHaveLength(1);
  });

  it('gives the last failure after six tries', async () => {
    const { server, client, clock } = await against([{ status: 503, body: { message: 'still starting' } }]);
    const error = (await failureOf(client.users.me())) as CoderApiError;
    expect(error.message).toContain('still starting');
    expect(server.received).toHaveLength(6);
    expect(clock.waits).toEqual([250, 500, 1_000, 2_000, 4_000]);
  });

  it('is tried as often as the caller says', async () => {
    const { server, client } = await against([{ status: 503, body: { message: 'starting' } }]);
    await failureOf(client.users.me({ attempts: 1 }));
    expect(server.received).toHaveLength(1);
    await failureOf(client.users.me({ attempts: 2 }));
    expect(server.received).toHaveLength(3);
  });

  it('reports every try, with its number and its answer', async () => {
    const { client, records } = await against([LOSE, { status: 503 }, USER]);
    await client.users.get('somebody');
    expect(records).toMatchObject([
      { method: 'GET', path: '/api/v2/users/somebody', route: '/api/v2/users/{}', status: null, attempt: 1 },
      { status: 503, attempt: 2 },
      { status: 200, attempt: 3 },
    ]);
    for (const record of records) expect(record.durationMs).toBeGreaterThanOrEqual(0);
  });
});

describe('a rate limit', () => {
  const limited: Answering = {
    status: 429,
    headers: { 'retry-after': '60' },
    body: { message: 'too many requests' },
  };

  it('is waited out for as long as the server asks', async () => {
    const { client, clock } = await against([limited, USER]);
    await client.users.me();
    expect(clock.waits).toEqual([60_250]);
  });

  it('is not part of the time that the good answer took', async () => {
    const { client } = await against([limited, LOSE, USER]);
    const told: number[] = [];
    await client.users.me({ onAnswered: (durationMs) => told.push(durationMs) });
    expect(told).toHaveLength(1);
    expect(told[0]).toBeLessThan(60_000);
  });

  it('is waited out more often than a failure is tried again', async () => {
    const { server, client } = await against([...Array<Answering>(9).fill(limited), USER]);
    await client.users.me();
    expect(server.received).toHaveLength(10);
  });

  it('is given up when it does not end', async () => {
    const { server, client } = await against([limited]);
    expect(await failureOf(client.users.me())).toMatchObject({ status: 429, retryAfterMs: 60_000 });
    expect(server.received.length).toBeLessThan(20);
  });

  it('is not waited out when the wait is too long', async () => {
    const { server, client } = await against([{ ...limited, headers: { 'retry-after': '86400' } }]);
    expect(await failureOf(client.users.me())).toMatchObject({ status: 429, retryAfterMs: 86_400_000 });
    expect(server.received).toHaveLength(1);
  });

  it('may be told as a date', async () => {
    const { client, clock } = await against([
      {
        ...limited,
        headers: { 'retry-after': 'Mon, 23 Nov 2026 09:01:00 GMT', date: 'Mon, 23 Nov 2026 09:00:20 GMT' },
      },
      USER,
    ]);
    await client.users.me();
    expect(clock.waits).toEqual([40_250]);
  });
});

describe('a POST', () => {
  const newWorkspace = { name: 'w', templateId: 't' };
  const created: Answering = { status: 201, body: recordedBody('056-workspace-create') };

  it('is not repeated when its answer is lost: the caller has to look', async () => {
    const { server, client } = await against([LOSE, created]);
    const error = (await failureOf(client.workspaces.create('me', newWorkspace))) as ConnectionError;
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error.delivered).toBe('maybe');
    expect(server.received).toHaveLength(1);
  });

  it('is not repeated when the answer does not come in time', async () => {
    const { server, client } = await against([() => undefined], { requestTimeoutMs: 50 });
    const error = (await failureOf(client.builds.create('id', { transition: 'stop' }))) as ConnectionError;
    expect(error.delivered).toBe('maybe');
    expect(server.received).toHaveLength(1);
  });

  it.each([500, 502, 503, 504])('is not repeated after %i', async (status) => {
    const { server, client } = await against([{ status, body: { message: 'no' } }, created]);
    expect(await failureOf(client.workspaces.create('me', newWorkspace))).toMatchObject({ status });
    expect(server.received).toHaveLength(1);
  });

  it.each([429, 503])('is repeated after %i that says when to come back', async (status) => {
    const { server, client, clock } = await against([
      { status, headers: { 'retry-after': '2' }, body: { message: 'later' } },
      created,
    ]);
    await client.workspaces.create('me', newWorkspace);
    expect(clock.waits).toEqual([2_250]);
    const [first, second] = server.received;
    expect(second?.body).toBe(first?.body);
  });

  it('is repeated when it was never delivered', async () => {
    const unused = await serve(() => USER);
    await new Promise((resolve) => unused.server.close(resolve));
    const records: RequestRecord[] = [];
    const client = clientOf(unused.url, { onRequest: (record) => records.push(record) });
    const error = (await failureOf(client.workspaces.create('me', newWorkspace))) as ConnectionError;
    expect(error.delivered).toBe('no');
    expect(records.map((record) => record.attempt)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('that cancels is not repeated either when its answer is lost', async () => {
    const { server, client } = await against([LOSE, { status: 200, body: { message: 'done' } }]);
    expect(await failureOf(client.builds.cancel('id'))).toMatchObject({ delivered: 'maybe' });
    expect(server.received.map((request) => request.method)).toEqual(['PATCH']);
  });
});

describe('PUT and DELETE', () => {
  it('are repeated when their answer is lost', async () => {
    const { server, client } = await against([
      LOSE,
      { status: 204 },
      LOSE,
      { status: 200, body: { message: '' } },
    ]);
    await client.workspaces.setAutostart('id', 'CRON_TZ=UTC 31 9 * * 1');
    await client.users.delete('somebody');
    expect(server.received.map((request) => request.method)).toEqual(['PUT', 'PUT', 'DELETE', 'DELETE']);
  });

  it('are repeated after 500', async () => {
    const broken: Answering = { status: 500, body: { message: 'Internal error.' } };
    const { server, client } = await against([broken, { status: 204 }, broken, { status: 204 }]);
    await client.workspaces.setAutostart('id', null);
    await client.users.delete('somebody');
    expect(server.received.map((request) => request.method)).toEqual(['PUT', 'PUT', 'DELETE', 'DELETE']);
  });
});

describe('cancellation', () => {
  it('ends a wait between two tries at once, and leaves no timer', async () => {
    const clock = new VirtualClock();
    const answered = gate();
    const { server, client } = await against([{ status: 503, body: { message: 'starting' } }], {
      realClock: clock,
      onRequest: () => answered.open(),
    });
    const controller = new AbortController();
    const result = failureOf(client.users.me({ signal: controller.signal }));
    await answered.opened;
    await new Promise((resolve) => setImmediate(resolve));
    expect(clock.nextTimerMs()).toBe(250);
    controller.abort(new Error('interrupted'));
    expect(await result).toMatchObject({ message: 'interrupted' });
    expect(clock.nextTimerMs()).toBeUndefined();
    expect(server.received).toHaveLength(1);
  });

  it('gives the signal’s reason, not the failure that it caused', async () => {
    const controller = new AbortController();
    const { client } = await against([() => controller.abort(new Error('interrupted'))]);
    expect(await failureOf(client.users.me({ signal: controller.signal }))).toMatchObject({
      message: 'interrupted',
    });
  });

  it('sends nothing for a signal that is aborted already', async () => {
    const { server, client } = await against([USER]);
    const signal = AbortSignal.abort(new Error('too late'));
    expect(await failureOf(client.users.me({ signal }))).toMatchObject({ message: 'too late' });
    expect(server.received).toHaveLength(0);
  });
});
