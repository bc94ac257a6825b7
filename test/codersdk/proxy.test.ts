import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import { ConnectionError } from '../../src/codersdk/index.js';
import { proxyAuthorization, proxyFor } from '../../src/codersdk/proxy.js';
import { ConfigError } from '../../src/storm/index.js';
import { VirtualClock } from '../../src/time/index.js';
import { exchanges, recordedBody } from './exchange-fixtures.js';
import { deadAddress, proxyTo } from './local-proxy.js';
import { clientOf, failureOf, listen, OWNER_TOKEN, serve } from './local-server.js';
import { OPCODE, serveRawWebSockets } from './raw-websocket.js';

const PROXY = 'http://proxy.example:3128';

function goesThrough(target: string, noProxy = ''): boolean {
  return proxyFor(new URL(target), { httpProxy: PROXY, httpsProxy: PROXY, noProxy }) !== null;
}

describe('proxyFor', () => {
  it('takes the proxy of the target’s own scheme', () => {
    const settings = { httpProxy: 'http://plain:1', httpsProxy: 'http://secure:2' };
    expect(proxyFor(new URL('http://coder.example'), settings)?.host).toBe('plain:1');
    expect(proxyFor(new URL('https://coder.example'), settings)?.host).toBe('secure:2');
    expect(proxyFor(new URL('https://coder.example'), { httpProxy: PROXY })).toBeNull();
    expect(proxyFor(new URL('https://coder.example'), { httpsProxy: ' ' })).toBeNull();
  });

  it('takes an address without a scheme as http', () => {
    expect(proxyFor(new URL('https://coder.example'), { httpsProxy: 'proxy.example:3128' })?.href).toBe(
      'http://proxy.example:3128/',
    );
  });

  it('refuses what is not an http proxy, without repeating its password', () => {
    const settings = { httpsProxy: 'socks5://user:hunter22@proxy:1080' };
    const attempt = () => proxyFor(new URL('https://coder.example'), settings);
    expect(attempt).toThrow(ConfigError);
    expect(attempt).toThrow(/HTTPS_PROXY/);
    expect(attempt).not.toThrow(/hunter22/);
  });

  it.each([
    ['http://localhost:3000'],
    ['https://127.0.0.1:8443'],
    ['http://127.8.9.10'],
    ['http://[::1]:3000'],
  ])('always reaches this machine directly: %s', (target) => {
    expect(goesThrough(target)).toBe(false);
  });

  it.each<[string, string, boolean]>([
    ['https://coder.example.com', '', true],
    ['https://coder.example.com', '*', false],
    ['https://coder.example.com', 'coder.example.com', false],
    ['https://coder.example.com', 'CODER.example.COM', false],
    ['https://coder.example.com', 'example.com', false],
    ['https://coder.example.com', '.example.com', false],
    ['https://coder.example.com', '*.example.com', false],
    ['https://example.com', '.example.com', true],
    ['https://example.com', 'example.com', false],
    ['https://notexample.com', 'example.com', true],
    ['https://coder.example.com', 'a.b, other.org ,example.com', false],
    ['https://coder.example.com', 'example.com:443', false],
    ['https://coder.example.com:8443', 'example.com:443', true],
    ['http://coder.example.com', 'example.com:80', false],
    ['https://10.1.2.3', '10.1.2.3', false],
    ['https://10.1.2.3', '10.0.0.0/8', false],
    ['https://11.1.2.3', '10.0.0.0/8', true],
    ['https://10.1.2.3', '10.0.0.0/99', true],
    ['https://coder.example.com', '10.0.0.0/8', true],
    ['https://[2001:db8::1]', '2001:db8::/32', false],
    ['https://[2001:db8::1]', '2001:db8::1', false],
  ])('goes to %s, with NO_PROXY "%s", through the proxy: %s', (target, noProxy, through) => {
    expect(goesThrough(target, noProxy)).toBe(through);
  });
});

describe('proxyAuthorization', () => {
  it('is what the proxy’s URL holds, decoded', () => {
    const encoded = Buffer.from('user:p@ss').toString('base64');
    expect(proxyAuthorization(new URL('http://user:p%40ss@proxy:1'))).toBe(`Basic ${encoded}`);
    expect(proxyAuthorization(new URL('http://proxy:1'))).toBeNull();
    expect(proxyAuthorization(new URL('http://user:100%@proxy:1'))).toBe(
      `Basic ${Buffer.from('user:100%').toString('base64')}`,
    );
  });
});

describe('a client behind a proxy', () => {
  const user = { status: 200, body: recordedBody('008-me') } as const;

  it('lets it forward plain requests', async () => {
    const server = await serve(() => user);
    const proxy = await proxyTo(server.url);
    const withLogin = proxy.url.replace('http://', 'http://user:hunter22@');
    const client = clientOf('http://coder.test:7080', { proxy: { httpProxy: withLogin } });
    await expect(client.users.me()).resolves.toMatchObject({ username: 'admin' });
    await expect(client.users.me()).resolves.toMatchObject({ username: 'admin' });
    expect(proxy.asked).toEqual(Array(2).fill('http://coder.test:7080/api/v2/users/me'));
    expect(proxy.authorizations[0]).toMatch(/^Basic /);
    expect(server.received[0]?.headers).toMatchObject({
      host: 'coder.test:7080',
      'coder-session-token': OWNER_TOKEN,
    });
  });

  it('watches through a tunnel', async () => {
    const data = JSON.stringify(exchanges.get('069-watch-all-stop')!.response.messages![0]!.data);
    const target = await serveRawWebSockets((socket) => socket.send(OPCODE.text, data));
    const proxy = await proxyTo(target);
    const client = clientOf('http://coder.test', {
      proxy: { httpProxy: proxy.url },
      realClock: new VirtualClock(),
    });
    const stream = await client.watchAllWorkspaceBuilds();
    for await (const update of stream) {
      expect(update.transition).toBe('stop');
      break;
    }
    expect(proxy.asked).toEqual(['coder.test:80']);
    await stream.ended;
  });

  it('speaks TLS to the deployment inside a tunnel, by the deployment’s name', async () => {
    const target = await listen(createServer());
    const proxy = await proxyTo(target);
    const client = clientOf('https://coder.test', {
      proxy: { httpsProxy: proxy.url },
      requestTimeoutMs: 1_000,
    });
    const error = await failureOf(client.users.me({ attempts: 1 }));
    expect(error).toMatchObject({ code: 'connection', delivered: 'no' });
    expect(proxy.asked).toEqual(['coder.test:443']);
    const [hello] = proxy.firstBytes;
    expect(hello?.[0]).toBe(0x16);
    expect(hello?.includes('coder.test')).toBe(true);
    expect(hello?.includes(OWNER_TOKEN)).toBe(false);
  });

  it('does without it where NO_PROXY says so', async () => {
    const { url } = await serve(() => user);
    const client = clientOf(url.replace('127.0.0.1', 'localhost'), {
      proxy: { httpProxy: await deadAddress() },
    });
    await expect(client.users.me()).resolves.toMatchObject({ username: 'admin' });
  });

  it.each([407, 403, 502])('says that the proxy refused a tunnel: %i', async (status) => {
    const proxy = await proxyTo('http://127.0.0.1:1', status);
    const client = clientOf('https://coder.test', {
      proxy: { httpsProxy: proxy.url },
      realClock: new VirtualClock(),
    });
    const error = (await failureOf(client.users.me({ attempts: 1 }))) as ConnectionError;
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error.delivered).toBe('no');
    expect(error.message).toContain(`the proxy ${proxy.url}`);
    expect(error.message).toContain(String(status));
    expect(error.hint).toContain('HTTPS_PROXY');
    const watch = (await failureOf(client.watchAllWorkspaceBuilds())) as ConnectionError;
    expect(watch).toBeInstanceOf(ConnectionError);
    expect(watch.message).toContain(String(status));
  });

  it('does not ask again when the proxy wants a login', async () => {
    const proxy = await proxyTo('http://127.0.0.1:1', 407);
    const { users } = clientOf('https://coder.test', { proxy: { httpsProxy: proxy.url } });
    expect(await failureOf(users.me())).toMatchObject({ code: 'connection' });
    expect(proxy.asked).toHaveLength(1);
  });

  it('says that a forwarding proxy wants a login', async () => {
    const proxy = await proxyTo('http://127.0.0.1:1', 407);
    const client = clientOf('http://coder.test', { proxy: { httpProxy: proxy.url } });
    const error = (await failureOf(client.workspaces.setAutostart('id', null))) as ConnectionError;
    expect(error).toMatchObject({ code: 'connection', delivered: 'no' });
    expect(error.message).toContain('407');
  });

  it('says that the proxy itself cannot be reached', async () => {
    const dead = await deadAddress();
    const client = clientOf('https://coder.test', {
      proxy: { httpsProxy: dead.replace('http://', 'http://user:hunter22@') },
    });
    const error = (await failureOf(client.users.me({ attempts: 1 }))) as ConnectionError;
    expect(error.delivered).toBe('no');
    expect(error.message).toContain(`the proxy ${dead} did not answer`);
    expect(error.message).not.toContain('hunter22');
  });

  it('never shows the proxy’s password, even if the proxy repeats it', async () => {
    const { url } = await serve((request) => ({
      status: 400,
      body: { message: `you sent ${request.headers['x-echo']} hunter22 dXNlcjpodW50ZXIyMg==` },
    }));
    const proxy = await proxyTo(url);
    const client = clientOf('http://coder.test', {
      proxy: { httpProxy: proxy.url.replace('http://', 'http://user:hunter22@') },
      headers: { 'x-echo': 'a-secret-of-the-gateway' },
    });
    const error = (await failureOf(client.users.me())) as Error;
    expect(error.message).toContain('you sent [secret] [secret] [secret]');
    expect(error.message).not.toMatch(/hunter22|gateway|dXNl/);
  });
});
