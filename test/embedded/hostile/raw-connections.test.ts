import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest';
import type { EmbeddedDeployment } from '../../../src/embedded/index.js';
import { isWell, RawConnection, say, served } from './served.js';

const UPGRADE = 'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n';
const KEY = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n';

/** Resolves when so many faults have happened. */
async function firings(deployment: EmbeddedDeployment, count: number): Promise<void> {
  await vi.waitFor(() => expect(deployment.faultFirings.latest).toHaveLength(count));
}

let printed: MockInstance;
beforeEach(() => {
  printed = vi.spyOn(console, 'error');
});
afterEach(() => {
  expect(printed).not.toHaveBeenCalled();
  vi.restoreAllMocks();
});

describe('a served deployment', () => {
  it.each([
    ['no HTTP', 'hello\r\n\r\n', 400],
    ['a TLS hello', Buffer.from('16030100a5010000a10303', 'hex'), 400],
    ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
    ['no version', 'GET /healthz\r\n\r\n', 200],
    ['no host', 'GET /healthz HTTP/1.1\r\n\r\n', 400],
    ['a host that is none', 'GET /healthz HTTP/1.1\r\nHost: a b\r\n\r\n', 400],
    ['a space in a header’s name', 'GET /healthz HTTP/1.1\r\nHost: a\r\nX Y: z\r\n\r\n', 400],
    ['a NUL in a header', 'GET /healthz HTTP/1.1\r\nHost: a\r\nX: \0\r\n\r\n', 400],
    ['a length that is none', 'POST /api/v2/users HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n', 400],
    ['a negative length', 'POST /api/v2/users HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n', 400],
    [
      'two lengths',
      'POST /api/v2/users HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab',
      400,
    ],
    [
      'a length and chunks',
      'POST /api/v2/users HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
    ],
    ['an unknown method', 'BREW /coffee HTTP/1.1\r\nHost: a\r\n\r\n', 400],
    ['a header that is too long', `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(1_100_000)}\r\n\r\n`, 431],
    ['too many headers', `GET / HTTP/1.1\r\nHost: a\r\n${'X: yyyyyyyy\r\n'.repeat(200_000)}\r\n`, 431],
    ['a path that is too long', `GET /${'x'.repeat(1_100_000)} HTTP/1.1\r\nHost: a\r\n\r\n`, 431],
    ['an expectation', 'GET /healthz HTTP/1.1\r\nHost: a\r\nExpect: miracles\r\n\r\n', 417],
    [
      'a length that is too long',
      'POST /api/v2/users HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999\r\n\r\n',
      413,
    ],
    ['a long header', `GET /healthz HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(900_000)}\r\n\r\n`, 200],
    ['a long path', `GET /api/v2/buildinfo?x=${'x'.repeat(900_000)} HTTP/1.1\r\nHost: a\r\n\r\n`, 200],
    ['an old client without a host', 'GET /healthz HTTP/1.0\r\n\r\n', 200],
    ['a slash too many', 'GET //healthz HTTP/1.1\r\nHost: a\r\n\r\n', 200],
    ['a path with a host', 'GET http://elsewhere.example/healthz HTTP/1.1\r\nHost: a\r\n\r\n', 200],
    ['a path upwards', 'GET /../../etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n', 404],
    ['a path that is not UTF-8', 'GET /api/v2/users/%c3%28 HTTP/1.1\r\nHost: a\r\n\r\n', 401],
    ['a method that traces', 'TRACE /healthz HTTP/1.1\r\nHost: a\r\n\r\n', 404],
  ])('answers %s', async (_, text, status) => {
    const deployment = await served();
    expect(await say(deployment, text)).toEqual([status]);
    expect(await isWell(deployment)).toBe(true);
  });

  it('takes a request that offers HTTP/2 for what it is, with its body', async () => {
    const deployment = await served();
    const body = '{"password":"abc"}';
    const connection = new RawConnection(deployment.url);
    connection.say(
      'POST /api/v2/users/validate-password HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\n' +
        `Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\nContent-Length: ${body.length}\r\n\r\n`,
    );
    connection.say(body);
    await connection.answered();
    connection.say('GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
    await connection.ended;
    expect(connection.statuses).toEqual([200, 200]);
  });

  it.each(['destroy', 'end'] as const)(
    'sees a client go (%s) whose handshake is kept waiting, and keeps nothing of it',
    async (goes) => {
      const deployment = await served();
      const asOwner = { 'Coder-Session-Token': deployment.token };
      const rule = 'stall:path=/api/v2/buildinfo';
      await fetch(`${deployment.url}/nineam/v1/faults`, {
        method: 'POST',
        headers: asOwner,
        body: JSON.stringify(rule),
      });
      const connection = new RawConnection(deployment.url);
      connection.say(`GET /api/v2/buildinfo HTTP/1.1\r\nHost: a\r\n${UPGRADE}${KEY}\r\n`);
      await firings(deployment, 1);
      connection.socket[goes]();
      // Closing waits for every connection; one that nobody sees go would keep it for a second.
      await connection.ended;
      expect(connection.statuses).toEqual([]);
      expect(await isWell(deployment)).toBe(true);
    },
  );

  it('cuts a handshake that waits when the server goes down', async () => {
    const deployment = await served();
    const asOwner = { 'Coder-Session-Token': deployment.token };
    const post = (path: string, body: unknown) =>
      fetch(`${deployment.url}${path}`, { method: 'POST', headers: asOwner, body: JSON.stringify(body) });
    await post('/nineam/v1/faults', 'stall:path=/api/experimental/*');
    const connection = new RawConnection(deployment.url);
    connection.say(
      `GET /api/experimental/watch-all-workspacebuilds HTTP/1.1\r\nHost: a\r\n${UPGRADE}${KEY}` +
        `Coder-Session-Token: ${deployment.token}\r\n\r\n`,
    );
    await firings(deployment, 1);
    await post('/nineam/v1/restart', { for: '100ms', connections: 'cut' });
    await connection.ended;
    expect(connection.statuses).toEqual([]);
  });

  it('closes a connection that asks for a tunnel', async () => {
    const deployment = await served();
    const connection = new RawConnection(deployment.url);
    connection.say('CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n');
    await connection.ended;
    expect(connection.heard).toBe('');
    expect(await isWell(deployment)).toBe(true);
  });

  it.each([
    [
      'no token',
      `GET /api/experimental/watch-all-workspacebuilds HTTP/1.1\r\nHost: a\r\n${UPGRADE}${KEY}\r\n`,
      401,
    ],
    ['no route', `GET /nothing HTTP/1.1\r\nHost: a\r\n${UPGRADE}${KEY}\r\n`, 404],
    ['no host', `GET /api/experimental/watch-all-workspacebuilds HTTP/1.0\r\n${UPGRADE}${KEY}\r\n`, 401],
    ['a host that is none', `GET / HTTP/1.1\r\nHost: a b\r\n${UPGRADE}${KEY}\r\n`, 400],
    ['another method', `POST /api/v2/users HTTP/1.1\r\nHost: a\r\n${UPGRADE}${KEY}\r\n`, 401],
    ['a route that is none for it', `GET /healthz HTTP/1.1\r\nHost: a\r\n${UPGRADE}${KEY}\r\n`, 200],
    [
      'another protocol',
      'GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n',
      200,
    ],
  ])('answers a handshake with %s', async (_, text, status) => {
    const deployment = await served();
    expect(await say(deployment, text)).toEqual([status]);
    expect(await isWell(deployment)).toBe(true);
  });

  it.each([
    ['no key', UPGRADE, 400],
    ['a key that is none', `${UPGRADE}Sec-WebSocket-Key: x\r\n`, 400],
    ['another version', `${UPGRADE.replace('13', '7')}${KEY}`, 400],
    ['no version', `Connection: Upgrade\r\nUpgrade: websocket\r\n${KEY}`, 400],
    ['an origin elsewhere', `${UPGRADE}${KEY}Origin: http://evil.example\r\n`, 403],
    ['an origin that is none', `${UPGRADE}${KEY}Origin: null\r\n`, 403],
  ])('refuses a signed-in handshake with %s', async (_, headers, status) => {
    const deployment = await served();
    const path = '/api/experimental/watch-all-workspacebuilds';
    const head = `GET ${path} HTTP/1.1\r\nHost: a\r\nCoder-Session-Token: ${deployment.token}\r\n`;
    expect((await say(deployment, `${head}${headers}\r\n`))[0]).toBe(status);
    expect(await isWell(deployment)).toBe(true);
  });

  it('answers requests that come all at once, in their order', async () => {
    const deployment = await served();
    const connection = new RawConnection(deployment.url);
    const paths = Array.from({ length: 100 }, (_, i) => (i % 2 === 0 ? '/healthz' : '/nothing'));
    connection.say(paths.map((path) => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`).join(''));
    await expect.poll(() => connection.statuses).toEqual(paths.map((_, i) => (i % 2 === 0 ? 200 : 404)));
    connection.socket.destroy();
  });

  it('takes no harm from requests that never end, and closes though they are open', async () => {
    const deployment = await served();
    const heads = [
      'GET /healthz HTTP/1.1\r\nHo',
      'POST /api/v2/users HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{"name":',
      `POST /api/v2/users HTTP/1.1\r\nHost: a\r\nCoder-Session-Token: ${deployment.token}\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"na`,
      '',
    ];
    const connections = Array.from({ length: 40 }, (_, i) => {
      const connection = new RawConnection(deployment.url);
      connection.say(heads[i % heads.length]!);
      return connection;
    });
    expect(await isWell(deployment)).toBe(true);
    await deployment.close();
    await Promise.all(connections.map(({ ended }) => ended));
  });

  it('takes no harm from clients that go away in the middle', async () => {
    const deployment = await served();
    const token = `Coder-Session-Token: ${deployment.token}\r\n`;
    for (let i = 0; i < 40; i++) {
      const connection = new RawConnection(deployment.url);
      connection.say(
        i % 2 === 0
          ? `POST /api/v2/users HTTP/1.1\r\nHost: a\r\n${token}Content-Length: 1000\r\n\r\n{"na`
          : `POST /api/v2/users HTTP/1.1\r\nHost: a\r\n${token}Transfer-Encoding: chunked\r\n\r\nzz\r\n`,
      );
      await new Promise((resolve) => setImmediate(resolve));
      connection.socket.resetAndDestroy();
    }
    expect(await isWell(deployment)).toBe(true);
  });

  it('reads a body that is not UTF-8 as one that is wrong', async () => {
    const deployment = await served();
    const body = Buffer.from([...Buffer.from('{"username":"'), 0xc3, 0x28, 0xff, 0x22, 0x7d]);
    const head = `POST /api/v2/users HTTP/1.1\r\nHost: a\r\nCoder-Session-Token: ${deployment.token}\r\nContent-Length: ${body.length}\r\n\r\n`;
    expect(await say(deployment, Buffer.concat([Buffer.from(head), body]))).toEqual([400]);
  });
});
