import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { DeploymentOptions } from '../../../src/embedded/index.js';
import { serve } from './serve.js';

const PATH = '/api/experimental/watch-all-workspacebuilds';

/** A deployment behind real sockets, and how its updates are watched. */
async function serveUpdates(options: Partial<DeploymentOptions> = {}) {
  const served = await serve(options);
  const url = `ws://127.0.0.1:${served.port}${PATH}`;
  const watch = (token?: string | null) => served.open(PATH, token).socket;
  return { ...served, url, watch };
}

async function refusal(socket: WebSocket): Promise<{ status: number | undefined; body: string }> {
  const [, response] = await once(socket, 'unexpected-response');
  let body = '';
  for await (const chunk of response) body += String(chunk);
  return { status: response.statusCode, body };
}

describe('watch-all', () => {
  let running: Awaited<ReturnType<typeof serveUpdates>>[] = [];
  const start = async (options?: Partial<DeploymentOptions>) => {
    running.push(await serveUpdates(options));
    return running.at(-1)!;
  };
  beforeEach(() => {
    running = [];
  });
  afterEach(() => {
    for (const { close } of running) close();
  });

  it('shows any member every end of a build from the handshake on', async () => {
    const { t, watch } = await start();
    const { token } = await t.member('ada');
    const socket = watch(token);
    const messages: unknown[] = [];
    socket.on('message', (data) => messages.push(JSON.parse(String(data))));
    const [response] = await once(socket, 'upgrade');
    expect(response.headers).toMatchObject({
      'x-coder-build-version': 'v2.34.0',
      'x-ratelimit-limit': '512',
    });
    expect(response.headers).not.toHaveProperty('sec-websocket-extensions');
    const { id, latest_build } = await t.createWorkspace('dev');
    t.realClock.advanceBy(10_000);
    await once(socket, 'message');
    expect(messages).toEqual([
      {
        workspace_id: id,
        workspace_name: 'dev',
        build_id: latest_build.id,
        transition: 'start',
        job_status: 'succeeded',
        build_number: 1,
      },
    ]);
    socket.terminate();
  });

  it('sends each update as a text frame without FIN and an empty continuation with FIN', async () => {
    const { t, port } = await start();
    const socket = connect(port, '127.0.0.1');
    socket.write(
      `GET ${PATH}?coder_session_token=${t.deployment.ownerToken} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\n` +
        'Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
    );
    const received = collect(socket);
    await received.until((bytes) => bytes.includes('\r\n\r\n'));
    await t.createWorkspace('dev');
    t.realClock.advanceBy(10_000);
    const bytes = await received.until((all) => all.includes('"build_number":1}\n') && all.at(-1) === 0);
    const frames = bytes.subarray(bytes.indexOf('\r\n\r\n') + 4);
    expect(frames[0]).toBe(0x01);
    expect(frames[1]).toBe(126);
    const length = frames.readUInt16BE(2);
    expect(JSON.parse(frames.subarray(4, 4 + length).toString())).toMatchObject({ workspace_name: 'dev' });
    expect([...frames.subarray(4 + length)]).toEqual([0x80, 0]);
    socket.destroy();
  });

  it('refuses who is not signed in, who does not upgrade, and everybody without the experiment', async () => {
    const { t, watch } = await start();
    expect((await refusal(watch(null))).status).toBe(401);
    expect((await refusal(watch('x'))).body).toMatch(/"detail":/);
    expect((await t.call('GET', PATH)).status).toBe(426);
    const { watch: watchOther } = await start({ experiments: [] });
    const refused = await refusal(watchOther());
    expect(refused.status).toBe(403);
    expect(JSON.parse(refused.body).message).toMatch(/workspace-build-updates/);
  });

  it('refuses a page from another host', async () => {
    const { t, url } = await start();
    const from = (origin: string) =>
      new WebSocket(url, { origin, headers: { 'Coder-Session-Token': t.deployment.ownerToken } });
    expect((await refusal(from('http://elsewhere.example'))).status).toBe(403);
    const socket = from(new URL(url).origin.replace('ws', 'http'));
    await once(socket, 'open');
    socket.terminate();
  });

  it('has handshakes logged and limited as other requests', async () => {
    const lines: unknown[] = [];
    const { watch } = await start({ rateLimits: { api: 1 }, accessLog: (line) => lines.push(line) });
    const socket = watch();
    await once(socket, 'open');
    expect((await refusal(watch())).status).toBe(429);
    expect(lines).toMatchObject([
      { method: 'GET', route: PATH, status: 101, user: 'admin' },
      { route: PATH, status: 429 },
    ]);
    socket.terminate();
  });

  it('answers a handshake to a path without one', async () => {
    const { t, url } = await start();
    const headers = { 'Coder-Session-Token': t.deployment.ownerToken };
    const other = new WebSocket(url.replace('watch-all', 'watch-none'), { headers });
    expect((await refusal(other)).status).toBe(404);
  });

  it('answers a handshake that makes no sense, and lives on', async () => {
    const { port, watch } = await start();
    for (const [path, host] of [
      [PATH, 'a b'],
      ['//', 'x'],
    ]) {
      const socket = connect(port, '127.0.0.1');
      socket.write(
        `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
      );
      const answer = await collect(socket).until((bytes) => bytes.includes('\r\n\r\n'));
      expect(String(answer)).toMatch(/^HTTP\/1\.1 40[04] /);
      socket.destroy();
    }
    const socket = watch();
    await once(socket, 'open');
    socket.terminate();
  });

  it('closes with 1008 when the client says anything', async () => {
    const { watch } = await start();
    const socket = watch();
    await once(socket, 'open');
    socket.send('hello');
    const [code, reason] = await once(socket, 'close');
    expect([code, String(reason)]).toEqual([1008, 'unexpected data message']);
  });

  it('pings every 15 real seconds, and closes with 1001 when no answer comes', async () => {
    const { t, watch } = await start({ timeScale: 600 });
    const socket = watch();
    await once(socket, 'open');
    for (let i = 0; i < 2; i++) {
      const ping = once(socket, 'ping');
      const answered = once(t.deployment.streams.sockets[0]!, 'pong');
      t.realClock.advanceBy(15_000);
      await ping;
      await answered;
    }
    const deaf = once(socket, 'close');
    t.realClock.advanceBy(30_000);
    expect((await deaf)[0]).toBe(1001);
  });

  it('closes all with 1000 done, and cuts off who does not answer', async () => {
    const { t, port, watch } = await start();
    const socket = watch();
    await once(socket, 'open');
    const silent = connect(port, '127.0.0.1');
    silent.write(
      `GET ${PATH}?coder_session_token=${t.deployment.ownerToken} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\n` +
        'Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
    );
    const received = collect(silent);
    await received.until((bytes) => bytes.includes('\r\n\r\n'));
    const closed = t.deployment.streams.closeAll(1000);
    const [code, reason] = await once(socket, 'close');
    expect([code, String(reason)]).toEqual([1000, 'done']);
    t.realClock.advanceBy(1000);
    await closed;
    expect(t.deployment.streams.count).toBe(0);
    silent.destroy();
  });

  it.each([
    [undefined, 1006],
    [1006, 1006],
    [1011, 1011],
  ])('ends by a fault with code %s as %s', async (code, seen) => {
    const rule = {
      kind: 'close_socket',
      skip: 1,
      count: 1,
      ...(code === undefined ? {} : { code }),
    } as const;
    const { t, watch } = await start({ faults: { seed: 'a', rules: [rule] } });
    const socket = watch();
    const messages: string[] = [];
    socket.on('message', (data) => messages.push(String(data)));
    await once(socket, 'open');
    for (const name of ['a', 'b', 'c']) await t.createWorkspace(name);
    t.realClock.advanceBy(10_000);
    expect((await once(socket, 'close'))[0]).toBe(seen);
    expect(messages).toHaveLength(1);
    expect(t.deployment.faults.fired.close_socket).toBe(1);
  });

  it('keeps 256 updates beside the one on its way, drops the rest, and goes on when it can', async () => {
    const { t, watch } = await start();
    const socket = watch();
    await once(socket, 'open');
    const numbers: number[] = [];
    socket.on('message', (data) => numbers.push(JSON.parse(String(data)).number));
    const connection = connectionOf(t.deployment.streams.sockets[0]!);
    const tell = (number: number) => t.deployment.updates.tell(JSON.stringify({ number }));
    connection.cork();
    for (let number = 0; number < 300; number++) tell(number);
    connection.uncork();
    while (numbers.length < 1 + 256) await once(socket, 'message');
    tell(1000);
    await once(socket, 'message');
    expect(numbers).toEqual([...Array.from({ length: 1 + 256 }, (_, i) => i), 1000]);
    socket.terminate();
  });
});

/** The connection under a socket of the server's: while it is corked, it takes nothing. */
function connectionOf(socket: object): Socket {
  return (socket as { readonly _socket: Socket })._socket;
}

/** Collects what a socket receives. */
function collect(socket: Socket) {
  let bytes = Buffer.alloc(0);
  socket.on('data', (chunk) => {
    bytes = Buffer.concat([bytes, chunk]);
  });
  return {
    async until(enough: (bytes: Buffer) => boolean): Promise<Buffer> {
      while (!enough(bytes)) await once(socket, 'data');
      return bytes;
    },
  };
}
