import { getEventListeners } from 'node:events';
import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import {
  type BuildUpdateStream,
  CoderApiError,
  type CoderClientOptions,
  ConnectionError,
  NotCoderError,
  type WorkspaceBuildUpdate,
} from '../../src/codersdk/index.js';
import { VirtualClock } from '../../src/time/index.js';
import { exchanges } from './exchange-fixtures.js';
import { clientOf, failureOf, gate, listen, OWNER_TOKEN, serve } from './local-server.js';
import { OPCODE, type RawSocket, serveRawWebSockets } from './raw-websocket.js';

const recorded = exchanges
  .get('069-watch-all-stop')!
  .response.messages!.map((message) => message.data) as Record<string, unknown>[];

function message(buildNumber: number, jobStatus = 'succeeded'): string {
  return JSON.stringify({ ...recorded[0], build_number: buildNumber, job_status: jobStatus });
}

interface Watch {
  readonly stream: BuildUpdateStream;
  readonly server: RawSocket;
  readonly clock: VirtualClock;
}

async function watch(options: Partial<CoderClientOptions> = {}): Promise<Watch> {
  const clock = new VirtualClock();
  let server: RawSocket | undefined;
  const url = await serveRawWebSockets((socket) => {
    server = socket;
  });
  const stream = await clientOf(url, { realClock: clock, ...options }).watchAllWorkspaceBuilds();
  return { stream, server: server!, clock };
}

async function take(stream: BuildUpdateStream, count: number): Promise<WorkspaceBuildUpdate[]> {
  const reader = stream[Symbol.asyncIterator]();
  const updates: WorkspaceBuildUpdate[] = [];
  while (updates.length < count) {
    const next = await reader.next();
    if (next.done === true) break;
    updates.push(next.value);
  }
  return updates;
}

/** Lets bytes that were written travel over the loopback. */
async function settle(condition: () => boolean): Promise<void> {
  for (let turn = 0; turn < 10_000 && !condition(); turn++)
    await new Promise((resolve) => setImmediate(resolve));
  expect(condition()).toBe(true);
}

describe('the watch of all builds', () => {
  it('asks with the token in a header, without cookies and without compression', async () => {
    const { server } = await watch({ bypassRateLimit: true, headers: { 'x-team': 'storms' } });
    expect(server.request.url).toBe('/api/experimental/watch-all-workspacebuilds');
    expect(server.request.headers).toMatchObject({
      'coder-session-token': OWNER_TOKEN,
      'x-coder-bypass-ratelimit': 'true',
      'x-team': 'storms',
    });
    expect(server.request.headers.cookie).toBeUndefined();
    expect(server.request.headers['sec-websocket-extensions']).toBeUndefined();
    expect(server.request.headers.origin).toBeUndefined();
  });

  it('reads the recorded messages', async () => {
    const { stream, server } = await watch();
    for (const data of recorded) server.send(OPCODE.text, JSON.stringify(data));
    const updates = await take(stream, recorded.length);
    expect(updates.map((update) => [update.buildNumber, update.transition, update.jobStatus])).toEqual(
      recorded.map((data) => [data['build_number'], data['transition'], data['job_status']]),
    );
  });

  it('joins fragments as the server sends them: a text frame without end, then an empty last one', async () => {
    const { stream, server } = await watch();
    server.send(OPCODE.text, message(1), { fin: false });
    server.send(OPCODE.continuation, '');
    server.send(OPCODE.text, message(2).slice(0, 30), { fin: false });
    server.send(OPCODE.ping, 'between');
    server.send(OPCODE.continuation, message(2).slice(30), { fin: false });
    server.send(OPCODE.continuation, '');
    expect((await take(stream, 2)).map((update) => update.buildNumber)).toEqual([1, 2]);
  });

  it('answers the server’s pings, and never sends data', async () => {
    const { server } = await watch();
    server.send(OPCODE.ping, '');
    await settle(() => server.heard.length > 0);
    expect(server.heard).toEqual([OPCODE.pong]);
  });

  it('gives a job status of a newer server as unknown', async () => {
    const { stream, server } = await watch();
    server.send(OPCODE.text, message(1, 'hibernated'));
    expect(await take(stream, 1)).toMatchObject([{ jobStatus: 'unknown' }]);
  });

  it('keeps everything for a reader that is slow, in order', async () => {
    const { stream, server } = await watch();
    const count = 5_000;
    let taken = 0;
    for (let index = 1; index <= count; index++) server.send(OPCODE.text, message(index));
    server.send(OPCODE.close, Buffer.from([0x03, 0xe8]));
    // The socket is read to its end although nobody has taken a single update.
    expect(await stream.ended).toEqual({ code: 1000, reason: '' });
    for await (const update of stream) expect(update.buildNumber).toBe(++taken);
    expect(taken).toBe(count);
  });

  it('gives an update at once to a reader that waits', async () => {
    const { stream, server } = await watch();
    const reader = stream[Symbol.asyncIterator]();
    const [first, second] = [reader.next(), reader.next()];
    server.send(OPCODE.text, message(1));
    server.send(OPCODE.text, message(2));
    expect(await first).toMatchObject({ done: false, value: { buildNumber: 1 } });
    expect(await second).toMatchObject({ done: false, value: { buildNumber: 2 } });
  });
});

describe('the end of a watch', () => {
  it.each([
    [1000, 'done'],
    [1001, 'liveness probe'],
    [1008, 'unexpected data message'],
    [1011, ''],
  ])('carries the server’s code %i and reason "%s"', async (code, reason) => {
    const { stream, server } = await watch();
    const head = Buffer.alloc(2);
    head.writeUInt16BE(code);
    server.send(OPCODE.close, Buffer.concat([head, Buffer.from(reason)]));
    expect(await stream.ended).toEqual({ code, reason });
    expect(await take(stream, 1)).toEqual([]);
  });

  it('is 1006 when the connection breaks', async () => {
    const { stream, server } = await watch();
    server.socket.destroy();
    expect(await stream.ended).toMatchObject({ code: 1006 });
  });

  it('lets a reader that waits go', async () => {
    const { stream, server } = await watch();
    const waiting = stream[Symbol.asyncIterator]().next();
    server.socket.destroy();
    expect(await waiting).toEqual({ done: true, value: undefined });
  });

  it.each(['{"workspace_id":7}', 'hello', '{"transition":"explode"}'])(
    'comes with a message that is not a build update: %s',
    async (text) => {
      const { stream, server } = await watch();
      server.send(OPCODE.text, message(1));
      server.send(OPCODE.text, text);
      const end = await stream.ended;
      expect(end.code).toBe(1007);
      expect(end.reason).toContain('not a build update');
      expect((await take(stream, 5)).map((update) => update.buildNumber)).toEqual([1]);
    },
  );

  it('comes when the reader closes, once or twice, and leaves no timer', async () => {
    const { stream, server, clock } = await watch();
    stream.close();
    stream.close();
    expect(await stream.ended).toMatchObject({ code: expect.any(Number) });
    expect(server.heard).toEqual([OPCODE.close]);
    expect(clock.nextTimerMs()).toBeUndefined();
  });

  it('comes when the reader leaves its loop', async () => {
    const { stream, server } = await watch();
    server.send(OPCODE.text, message(1));
    for await (const update of stream) {
      expect(update.buildNumber).toBe(1);
      break;
    }
    await stream.ended;
    expect(server.heard).toEqual([OPCODE.close]);
  });
});

describe('the liveness of a watch', () => {
  it('is asked for every 15 s', async () => {
    const { server, clock } = await watch();
    clock.advanceBy(14_999);
    clock.advanceBy(1);
    await settle(() => server.heard.length === 1);
    expect(clock.nextTimerMs()).toBe(30_000);
    expect(server.heard).toEqual([OPCODE.ping]);
  });

  it('goes on as long as pongs come', async () => {
    const { stream, server, clock } = await watch();
    for (let turn = 1; turn <= 8; turn++) {
      clock.advanceBy(15_000);
      await settle(() => server.heard.length === turn);
      // Comes after the pong: once it is here, so is the pong.
      server.send(OPCODE.text, message(turn));
      expect(await take(stream, 1)).toHaveLength(1);
    }
    expect(server.heard).toEqual(Array(8).fill(OPCODE.ping));
  });

  it('ends after 30 s without a sign of life, and leaves no timer', async () => {
    const { stream, server, clock } = await watch();
    server.answersPings = false;
    clock.advanceBy(15_000);
    await settle(() => server.heard.length === 1);
    clock.advanceBy(15_000);
    expect(await stream.ended).toEqual({ code: 1006, reason: 'no sign of life for 30 s' });
    await settle(() => clock.nextTimerMs() === undefined);
  });
});

describe('a refused watch', () => {
  it.each([
    [401, { message: 'signed out' }],
    [403, { message: 'the experiment is off', detail: 'workspace-build-updates' }],
    [404, { message: 'route not found' }],
    [500, { message: 'cannot subscribe' }],
  ])('is a CoderApiError with the server’s words: %i', async (status, body) => {
    const { url } = await serve(() => ({ status, body, headers: { 'x-coder-request-id': 'r-1' } }));
    const error = await failureOf(clientOf(url, { realClock: new VirtualClock() }).watchAllWorkspaceBuilds());
    expect(error).toBeInstanceOf(CoderApiError);
    expect(error).toMatchObject({ status, requestId: 'r-1' });
    expect((error as Error).message).toContain(body.message);
  });

  it('is a CoderApiError by its status also when a proxy answers with a page', async () => {
    const { url } = await serve(() => ({
      status: 403,
      headers: { 'content-type': 'text/html' },
      body: '<b>no</b>',
    }));
    expect(
      await failureOf(clientOf(url, { realClock: new VirtualClock() }).watchAllWorkspaceBuilds()),
    ).toMatchObject({
      code: 'coder_api',
      status: 403,
    });
  });

  it('says where a redirect leads', async () => {
    const { url } = await serve(() => ({
      status: 307,
      headers: { location: 'https://coder.example.com/x' },
    }));
    const error = await failureOf(clientOf(url, { realClock: new VirtualClock() }).watchAllWorkspaceBuilds());
    expect(error).toBeInstanceOf(NotCoderError);
    expect((error as NotCoderError).hint).toContain('--url https://coder.example.com');
  });

  it('is not tried again', async () => {
    const { url, received } = await serve(() => ({ status: 503, body: { message: 'starting' } }));
    expect(
      await failureOf(clientOf(url, { realClock: new VirtualClock() }).watchAllWorkspaceBuilds()),
    ).toMatchObject({ status: 503 });
    expect(received).toHaveLength(1);
  });

  it('is a ConnectionError when nothing listens', async () => {
    const { server, url } = await serve(() => ({ status: 200 }));
    await new Promise((resolve) => server.close(resolve));
    const error = await failureOf(clientOf(url, { realClock: new VirtualClock() }).watchAllWorkspaceBuilds());
    expect(error).toBeInstanceOf(ConnectionError);
    expect((error as Error).message).toContain('connection refused');
  });

  it('is a ConnectionError when no answer comes in time', async () => {
    const url = await listen(createServer(() => undefined));
    const error = await failureOf(clientOf(url, { requestTimeoutMs: 50 }).watchAllWorkspaceBuilds());
    expect(error).toBeInstanceOf(ConnectionError);
  });

  it('ends at once when it is aborted, without a listener left', async () => {
    const arrived = gate();
    const server = createServer();
    server.on('upgrade', () => arrived.open());
    const url = await listen(server);
    const controller = new AbortController();
    const result = failureOf(
      clientOf(url, { realClock: new VirtualClock() }).watchAllWorkspaceBuilds({ signal: controller.signal }),
    );
    await arrived.opened;
    controller.abort(new Error('interrupted'));
    expect(await result).toMatchObject({ message: 'interrupted' });
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
    const again = clientOf(url, { realClock: new VirtualClock() }).watchAllWorkspaceBuilds({
      signal: controller.signal,
    });
    expect(await failureOf(again)).toMatchObject({ message: 'interrupted' });
  });

  it('does not end a watch that was subscribed before', async () => {
    const controller = new AbortController();
    let server: RawSocket | undefined;
    const url = await serveRawWebSockets((socket) => {
      server = socket;
    });
    const client = clientOf(url, { realClock: new VirtualClock() });
    const stream = await client.watchAllWorkspaceBuilds({ signal: controller.signal });
    controller.abort(new Error('interrupted'));
    server?.send(OPCODE.text, message(1));
    expect(await take(stream, 1)).toHaveLength(1);
  });
});
