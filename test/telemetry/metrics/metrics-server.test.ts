import { afterEach, describe, expect, it } from 'vitest';
import { ConfigError } from '../../../src/storm/index.js';
import { MetricsServer } from '../../../src/telemetry/metrics/metrics-server.js';

const servers: MetricsServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

const page = { contentType: 'text/plain; version=0.0.4', render: async () => 'up 1\n' };

async function listen(address = { host: '127.0.0.1', port: 0 }, served = page): Promise<MetricsServer> {
  const server = await MetricsServer.listen(address, '--metrics', served, () => undefined);
  servers.push(server);
  return server;
}

describe('MetricsServer', () => {
  it('serves the page on /metrics at the port it took', async () => {
    const { url } = await listen();
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:[1-9]\d*\/metrics$/);
    const answer = await fetch(url);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4');
    expect(await answer.text()).toBe('up 1\n');
  });

  it('answers HEAD without a body, other methods with 405, other paths with 404', async () => {
    const { url } = await listen();
    const head = await fetch(url, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
    expect((await fetch(url, { method: 'POST', body: 'x' })).status).toBe(405);
    expect((await fetch(new URL('/', url))).status).toBe(404);
    expect((await fetch(`${url}?name[]=up`)).status).toBe(200);
  });

  it('answers 500 when the page cannot be made, and goes on', async () => {
    let broken = true;
    const { url } = await listen(undefined, {
      ...page,
      render: async () => {
        if (broken) throw new Error('not now');
        return 'up 1\n';
      },
    });
    expect((await fetch(url)).status).toBe(500);
    broken = false;
    expect((await fetch(url)).status).toBe(200);
  });

  it('says that an address is taken, and what to do', async () => {
    const { url } = await listen();
    const port = Number(new URL(url).port);
    const attempt = listen({ host: '127.0.0.1', port });
    await expect(attempt).rejects.toBeInstanceOf(ConfigError);
    await expect(attempt).rejects.toThrow(
      `--metrics 127.0.0.1:${port} is taken by another program; choose another port`,
    );
  });

  it('says that an address is none of this machine', async () => {
    // 192.0.2.0/24 is reserved for documentation (RFC 5737).
    const attempt = listen({ host: '192.0.2.1', port: 21112 });
    await expect(attempt).rejects.toBeInstanceOf(ConfigError);
    await expect(attempt).rejects.toThrow('is no address of this machine; try 127.0.0.1:21112');
  });

  it('closes although a scraper holds its connection open', async () => {
    const server = await listen();
    await fetch(server.url, { headers: { connection: 'keep-alive' } }).then((answer) => answer.text());
    await server.close();
    await expect(fetch(server.url)).rejects.toThrow();
    servers.length = 0;
  });
});
