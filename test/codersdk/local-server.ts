import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { CoderClient, type CoderClientOptions } from '../../src/codersdk/index.js';
import type { Clock } from '../../src/time/index.js';

/** A request as it arrived. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** What a server does with a request: an answer, or a free hand. */
export type Answering =
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: unknown }
  | ((response: ServerResponse, request: Received) => void);

export interface LocalServer {
  readonly url: string;
  readonly server: Server;
  readonly received: readonly Received[];
  /** TCP connections accepted so far. */
  readonly connections: number;
}

/** A real HTTP server on this machine; `script` is asked for each request, with its number from 0. */
export async function serve(script: (request: Received, index: number) => Answering): Promise<LocalServer> {
  const received: Received[] = [];
  let connections = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const arrived: Received = {
        method: request.method ?? '',
        path: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      };
      received.push(arrived);
      const answering = script(arrived, received.length - 1);
      if (typeof answering === 'function') answering(response, arrived);
      else sendAnswer(response, answering);
    });
  });
  server.on('connection', () => {
    connections++;
  });
  const url = await listen(server);
  return {
    url,
    server,
    received,
    get connections() {
      return connections;
    },
  };
}

export async function listen(server: Server): Promise<string> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function sendAnswer(response: ServerResponse, answer: Exclude<Answering, (...args: never[]) => void>): void {
  const { status, headers = {}, body } = answer;
  const isText = typeof body === 'string';
  response.writeHead(status, {
    ...(body === undefined
      ? {}
      : { 'content-type': isText ? 'text/plain' : 'application/json; charset=utf-8' }),
    ...headers,
  });
  response.end(body === undefined ? undefined : isText ? body : `${JSON.stringify(body)}\n`);
}

/**
 * A clock whose timers come due at once: the time jumps to each in turn. What was waited for is kept in `waits`, in
 * milliseconds.
 */
export class HurriedClock implements Clock {
  readonly waits: number[] = [];
  #nowMs = Date.UTC(2026, 10, 23, 9);

  nowMs(): number {
    return this.#nowMs;
  }

  schedule(atMs: number, fn: () => void): () => void {
    this.waits.push(atMs - this.#nowMs);
    const immediate = setImmediate(() => {
      this.#nowMs = Math.max(this.#nowMs, atMs);
      fn();
    });
    return () => clearImmediate(immediate);
  }
}

export const OWNER_TOKEN = 'ownerowner-0123456789abcdefghijkl';
export const MEMBER_TOKEN = 'membermemb-abcdefghijkl0123456789';

/** A client of the server; closed with the test. */
export function clientOf(url: string, options: Partial<CoderClientOptions> = {}): CoderClient {
  const client = new CoderClient({
    url,
    token: OWNER_TOKEN,
    realClock: new HurriedClock(),
    random: () => 0.5,
    ...options,
  });
  onTestFinished(() => client.close());
  return client;
}

/** What the promise rejects with. */
export async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('it succeeded');
}

/** A promise and the function that fulfills it. */
export function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
