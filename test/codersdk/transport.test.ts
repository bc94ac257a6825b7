import { getEventListeners } from 'node:events';
import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { ConnectionError } from '../../src/codersdk/index.js';
import { recordedBody } from './exchange-fixtures.js';
import { clientOf, failureOf, gate, HurriedClock, serve } from './local-server.js';

const USER = JSON.stringify(recordedBody('008-me'));

function answerUser(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(USER);
}

describe('connections', () => {
  it('carry no more requests at once than allowed, over all clients of the pool', async () => {
    const calls = 42;
    const held: ServerResponse[] = [];
    let most = 0;
    const { url, received } = await serve(() => (response) => {
      held.push(response);
      most = Math.max(most, held.length);
      // Waits until as many as may be are here, and a moment for one too many.
      if (held.length === 3) setImmediate(() => held.splice(0).forEach(answerUser));
    });
    const owner = clientOf(url, { connections: 3 });
    const member = owner.withToken('memberkey1-abcdefghijklmnopqrstuv');
    await Promise.all(
      Array.from({ length: calls }, (_, index) => (index % 2 === 0 ? owner : member).users.me()),
    );
    expect(received).toHaveLength(calls);
    expect(most).toBe(3);
  });

  it('are used again', async () => {
    const server = await serve(() => answerUser);
    const client = clientOf(server.url, { connections: 2 });
    for (let turn = 0; turn < 5; turn++) await Promise.all([client.users.me(), client.users.me()]);
    expect(server.connections).toBe(2);
  });

  it('let every waiting request fail when nothing listens', async () => {
    const { server, url } = await serve(() => answerUser);
    await new Promise((resolve) => server.close(resolve));
    const client = clientOf(url, { connections: 4 });
    const failures = await Promise.all(
      Array.from({ length: 50 }, () => failureOf(client.users.me({ attempts: 1 }))),
    );
    for (const failure of failures) expect(failure).toMatchObject({ code: 'connection', delivered: 'no' });
  });

  it('do not count the wait for one as the time of a request', async () => {
    const first = gate();
    const { url } = await serve((_, index) => (response) => {
      if (index === 0) void first.opened.then(() => answerUser(response));
      else answerUser(response);
    });
    const clock = new HurriedClock();
    const client = clientOf(url, { connections: 1, requestTimeoutMs: 5_000, realClock: clock });
    const slow = client.users.me();
    const waiting = client.users.me();
    first.open();
    await Promise.all([slow, waiting]);
  });
});

describe('an answer', () => {
  it('is read whole however it is cut', async () => {
    const { url } = await serve(() => (response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const bytes = Buffer.from(USER.replace('"admin"', '"ädmin ☃"'));
      let at = 0;
      const next = (): void => {
        if (at >= bytes.length) {
          response.end();
          return;
        }
        response.write(bytes.subarray(at, at + 7), () => setImmediate(next));
        at += 7;
      };
      next();
    });
    await expect(clientOf(url).users.me()).resolves.toMatchObject({ username: 'ädmin ☃' });
  });

  it('that trickles for ever is given up at the time limit', async () => {
    const clock = new HurriedClock();
    let ticks = 0;
    const { url } = await serve(() => (response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const trickle = (): void => {
        if (response.destroyed) return;
        if (ticks++ === 3) clock.schedule(clock.nowMs() + 31_000, () => undefined);
        response.write(' ', () => setImmediate(trickle));
      };
      trickle();
    });
    const error = (await failureOf(
      clientOf(url, { realClock: clock }).users.me({ attempts: 1 }),
    )) as ConnectionError;
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error.message).toContain('did not end within 30 s');
    expect(error.delivered).toBe('maybe');
  });
});

describe('an aborted request', () => {
  it('fails at once while it waits for a connection, and the connection serves the next', async () => {
    const first = gate();
    const server = await serve((_, index) => (response) => {
      if (index === 0) void first.opened.then(() => answerUser(response));
      else answerUser(response);
    });
    const client = clientOf(server.url, { connections: 1 });
    const busy = client.users.me();
    const controller = new AbortController();
    const waiting = Array.from({ length: 10 }, () =>
      failureOf(client.users.get('never-sent', { signal: controller.signal })),
    );
    const last = client.users.get('last');
    controller.abort(new Error('interrupted'));
    for (const failure of await Promise.all(waiting))
      expect(failure).toMatchObject({ message: 'interrupted' });
    first.open();
    await Promise.all([busy, last]);
    expect(server.received.map((request) => request.path)).toEqual([
      '/api/v2/users/me',
      '/api/v2/users/last',
    ]);
    expect(server.connections).toBe(1);
  });

  it('fails at once while its answer is awaited', async () => {
    const arrived = gate();
    const { url } = await serve(() => () => arrived.open());
    const controller = new AbortController();
    const result = failureOf(clientOf(url).users.me({ signal: controller.signal }));
    await arrived.opened;
    controller.abort(new Error('interrupted'));
    expect(await result).toMatchObject({ message: 'interrupted' });
  });

  it('fails at once while its body is read', async () => {
    const written = gate();
    const { url } = await serve(() => (response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{', () => written.open());
    });
    const controller = new AbortController();
    const result = failureOf(clientOf(url).users.me({ signal: controller.signal }));
    await written.opened;
    controller.abort(new Error('interrupted'));
    expect(await result).toMatchObject({ message: 'interrupted' });
  });

  it('leaves no listener behind, and requests that share a signal share one', async () => {
    const all = gate();
    const { url } = await serve(() => (response) => void all.opened.then(() => answerUser(response)));
    const { signal } = new AbortController();
    const client = clientOf(url, { connections: 8 });
    const calls = Array.from({ length: 30 }, () => client.users.me({ signal }));
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    all.open();
    await Promise.all(calls);
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });
});

describe('closing', () => {
  it('fails what is under way, and repeats nothing', async () => {
    const arrived = gate();
    const { url, received } = await serve(() => () => arrived.open());
    const client = clientOf(url, { connections: 1 });
    const results = [client.users.me(), client.users.me()].map((call) => failureOf(call));
    await arrived.opened;
    await client.close();
    for (const failure of await Promise.all(results)) expect(failure).toBeInstanceOf(ConnectionError);
    expect(received).toHaveLength(1);
    expect(await failureOf(client.users.me())).toBeInstanceOf(ConnectionError);
  });

  it('of a member’s client leaves the connections open', async () => {
    const { url } = await serve(() => answerUser);
    const client = clientOf(url);
    await client.withToken('memberkey1-abcdefghijklmnopqrstuv').close();
    await expect(client.users.me()).resolves.toMatchObject({ username: 'admin' });
  });
});
