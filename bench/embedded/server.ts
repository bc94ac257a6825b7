/**
 * A server for the benchmarks, run by `startServer`: says where it listens, then answers `read` and `end`.
 */
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startEmbedded } from '../../src/embedded/index.js';
import { SystemClock } from '../../src/time/index.js';
import type { ServerKind } from './server-process.js';

export interface Served {
  readonly url: string;
  /** Empty for the bare server. */
  readonly token: string;
  readonly templateId: string;
}

export interface ServerReading {
  readonly cpuSeconds: number;
  readonly heapMegabytes: number;
  readonly residentMegabytes: number;
}

export type ServerRequest = 'read' | 'collect and read' | 'end';

async function embedded(kind: Extract<ServerKind, { kind: 'embedded' }>): Promise<Served> {
  const lognormal = (times: { readonly p50: number; readonly p95: number }) =>
    ({ kind: 'lognormal', ...times }) as const;
  const deployment = await startEmbedded({
    parameters: {
      seed: 'bench',
      provisioners: kind.provisioners,
      serviceTime: {
        start: lognormal(kind.start),
        stop: lognormal(kind.stop),
        delete: lognormal(kind.stop),
      },
    },
    timeScale: kind.timeScale,
    rateLimits: { api: -1, login: -1 },
    realClock: new SystemClock(),
    randomBytes,
  });
  return { url: deployment.url, token: deployment.token, templateId: deployment.templates[0]?.id ?? '' };
}

async function bare(kind: Extract<ServerKind, { kind: 'bare' }>): Promise<Served> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      response.writeHead(kind.status, { 'content-type': 'application/json; charset=utf-8' }).end(kind.answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, token: '', templateId: '' };
}

const kind = JSON.parse(process.argv[2] ?? '') as ServerKind;
process.send?.(kind.kind === 'embedded' ? await embedded(kind) : await bare(kind));
process.on('message', (request: ServerRequest) => {
  if (request === 'end') process.exit(0);
  const { user, system } = process.cpuUsage();
  if (request === 'collect and read') globalThis.gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  const reading: ServerReading = {
    cpuSeconds: (user + system) / 1e6,
    heapMegabytes: heapUsed / 1e6,
    residentMegabytes: rss / 1e6,
  };
  process.send?.(reading);
});
