import { createServer, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type CoderApiError, ConnectionError, NotCoderError } from '../../src/codersdk/index.js';
import { VirtualClock } from '../../src/time/index.js';
import { clientOf, gate, HurriedClock, failureOf as rejectionOf, serve } from './local-server.js';
import { OPCODE, type RawSocket, serveRawWebSockets } from './raw-websocket.js';

const MIB = 1024 * 1024;

const failureOf = (promise: Promise<unknown>): Promise<Error> => rejectionOf(promise) as Promise<Error>;

/** A server that speaks bytes. */
async function serveBytes(speak: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('data', () => speak(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
}

/** Sends a piece again and again, until the connection is gone. @returns How much was taken, in bytes. */
function pour(response: NodeJS.WritableStream, piece: Buffer): () => number {
  let bytes = 0;
  let gone = false;
  response.on('close', () => {
    gone = true;
  });
  const more = (): void => {
    if (gone) return;
    bytes += piece.length;
    response.write(piece, () => setImmediate(more));
  };
  more();
  return () => bytes;
}

describe('a server that sends without end', () => {
  it('is cut off after 4 MiB of one object, and not asked again', async () => {
    let poured = (): number => 0;
    const server = await serve(() => (response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      poured = pour(response, Buffer.alloc(256 * 1024, ' '));
    });
    const error = await failureOf(clientOf(server.url).users.me());
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error.message).toMatch(/the answer of http:\S+ is longer than 4 MiB, and was not read to its end/);
    expect(server.received).toHaveLength(1);
    expect(poured()).toBeLessThan(16 * MIB);
  });

  it('may send a list of 5 MiB', async () => {
    const { url } = await serve(() => ({
      status: 200,
      body: { users: [], count: 0, padding: ' '.repeat(5 * MIB) },
    }));
    await expect(clientOf(url).users.list({})).resolves.toEqual({ users: [], count: 0 });
  });

  it('of refusals has its beginning kept, and a refusal of that length says so in a line', async () => {
    const { url } = await serve(() => ({
      status: 403,
      headers: { 'content-type': 'text/plain' },
      body: 'no '.repeat(MIB),
    }));
    const error = await failureOf(clientOf(url).users.me());
    expect(error.message.length).toBeLessThan(300);
    expect(error.message).toContain('answered 403: no no no');
  });

  it.each([
    ['a message of a megabyte', { message: 'x'.repeat(60_000), detail: 'y'.repeat(4_000) }],
    [
      'a thousand fields',
      { message: 'x', validations: Array.from({ length: 500 }, () => ({ field: 'f', detail: 'no' })) },
    ],
  ])('cannot make an error of %s', async (_, body) => {
    const { url } = await serve(() => ({ status: 400, body }));
    const error = (await failureOf(clientOf(url).users.me())) as CoderApiError;
    expect(error.message.length).toBeLessThan(5_000);
    expect(error.validations.length).toBeLessThanOrEqual(20);
  });

  it('is given up when it announces its answer for ever', async () => {
    const clock = new HurriedClock();
    let announced = 0;
    const url = await serveBytes((socket) => {
      const announce = (): void => {
        if (socket.destroyed) return;
        if (announced++ === 3) clock.schedule(clock.nowMs() + 31_000, () => undefined);
        socket.write('HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n', () => setImmediate(announce));
      };
      announce();
    });
    const error = await failureOf(clientOf(url, { realClock: clock }).users.me({ attempts: 1 }));
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error.message).toContain('within 30 s');
  });

  it('of headers is cut off', async () => {
    const url = await serveBytes((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\nX-Long: ${'a'.repeat(MIB)}`);
    });
    expect(await failureOf(clientOf(url).users.me({ attempts: 1 }))).toBeInstanceOf(ConnectionError);
  });
});

describe('a server that wants to be slow to understand', () => {
  it.each([
    ['titles', '<title'],
    ['tags', '<'],
    ['blanks', ' \n'],
    ['brackets', '['],
  ])('is understood at once though it sends nothing but %s', async (_, piece) => {
    const { url } = await serve((_request, index) => ({
      status: index === 0 ? 200 : 500,
      headers: { 'content-type': 'text/html' },
      body: piece.repeat((2 * MIB) / piece.length),
    }));
    const client = clientOf(url);
    const startedMs = performance.now();
    expect(await failureOf(client.users.me({ attempts: 1 }))).toBeInstanceOf(NotCoderError);
    await failureOf(client.users.me({ attempts: 1 }));
    expect(performance.now() - startedMs).toBeLessThan(10_000);
  });

  it('by JSON nested ever deeper is answered with a refusal', async () => {
    const { url } = await serve(() => ({
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
    }));
    expect(await failureOf(clientOf(url).users.list({}))).toBeInstanceOf(NotCoderError);
  });
});

describe('a compressed answer', () => {
  it('is neither asked for nor unpacked', async () => {
    const { url, received } = await serve(() => (response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
      response.end(gzipSync(Buffer.alloc(64 * MIB, ' ')));
    });
    const error = await failureOf(clientOf(url).users.me());
    expect(error).toBeInstanceOf(NotCoderError);
    expect(received[0]?.headers['accept-encoding']).toBeUndefined();
  });
});

describe('a redirect', () => {
  it.each([301, 302, 303, 307, 308])(
    'of status %i is not followed, so the token goes nowhere else',
    async (status) => {
      const elsewhere = await serve(() => ({ status: 200, body: {} }));
      const { url } = await serve(() => ({
        status,
        headers: { location: `${elsewhere.url}/api/v2/users/me` },
      }));
      const client = clientOf(url);
      const failures = await Promise.all([
        failureOf(client.users.me()),
        failureOf(client.users.delete('someone')),
        failureOf(client.users.login('a@b', 'password-1')),
        failureOf(clientOf(url, { realClock: new VirtualClock() }).watchAllWorkspaceBuilds()),
      ]);
      for (const failure of failures) expect(failure).toBeInstanceOf(NotCoderError);
      expect(elsewhere.connections).toBe(0);
    },
  );
});

describe('a watch of a hostile server', () => {
  const update = JSON.stringify({ workspace_id: 'w' });

  it.each<[string, (socket: RawSocket) => void]>([
    [
      'a frame longer than it may be',
      ({ socket }) => socket.write(Buffer.from([0x81, 127, 0, 0, 0, 0, 0x40, 0, 0, 0])),
    ],
    [
      'a frame of more bytes than there are numbers',
      ({ socket }) => socket.write(Buffer.from([0x81, 127, ...Array(8).fill(0xff)])),
    ],
    [
      'fragments without end',
      (raw) => {
        raw.send(OPCODE.text, ' '.repeat(65_000), { fin: false });
        for (let i = 0; i < 20; i++) raw.send(OPCODE.continuation, ' '.repeat(65_000), { fin: false });
      },
    ],
    ['a masked frame', ({ socket }) => socket.write(Buffer.from([0x81, 0x81, 1, 2, 3, 4, 5]))],
    ['an unknown opcode', (raw) => raw.send(5, 'x')],
    ['reserved bits', ({ socket }) => socket.write(Buffer.from([0xf1, 1, 0x20]))],
    ['text that is not UTF-8', (raw) => raw.send(OPCODE.text, Buffer.from([0xff, 0xfe]))],
    ['JSON of another shape', (raw) => raw.send(OPCODE.text, update)],
    [
      'a message that would change every object',
      (raw) => raw.send(OPCODE.text, '{"__proto__":{"polluted":true}}'),
    ],
    ['no JSON', (raw) => raw.send(OPCODE.text, '{')],
    ['a close frame of one byte', (raw) => raw.send(OPCODE.close, 'x')],
  ])('ends with %s, and with a reason', async (_, send) => {
    const url = await serveRawWebSockets((socket) => send(socket));
    const stream = await clientOf(url, { realClock: new VirtualClock() }).watchAllWorkspaceBuilds();
    const { code, reason } = await stream.ended;
    expect(code).toBeGreaterThanOrEqual(1000);
    expect(reason).not.toBe('');
    expect(await stream[Symbol.asyncIterator]().next()).toEqual({ done: true, value: undefined });
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('is refused in time though its refusal never ends', async () => {
    const clock = new VirtualClock();
    const begun = gate();
    const url = await serveBytes((socket) => {
      socket.write('HTTP/1.1 403 Forbidden\r\nContent-Length: 1000000\r\n\r\n ', begun.open);
    });
    const failure = failureOf(clientOf(url, { realClock: clock }).watchAllWorkspaceBuilds());
    await begun.opened;
    await clock.advanceAsync(60_000);
    expect((await failure).message).toContain('within 60 s');
    expect(clock.nextTimerMs()).toBeUndefined();
  });
});
