import { once } from 'node:events';
import { createServer, type IncomingMessage, request as openRequest, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import type { Served } from './processes.js';

/** A request as it arrives at the proxy, with its whole body. */
export interface ProxiedRequest {
  readonly method: string;
  /** Path and query, decoded. */
  readonly path: string;
  readonly body: string;
  /** The session token that it carries; `''` for none. */
  readonly token: string;
}

/** What the proxy answers with instead of the deployment: a refusal's status, or a body. */
export type OwnAnswer = number | { readonly body: unknown } | undefined;

/** Decides about a request; nothing: the deployment answers. */
export type ProxyRule = (request: ProxiedRequest) => OwnAnswer | Promise<OwnAnswer>;

/** What stands in front of a deployment and refuses or delays what the test says. */
export interface OpenProxy {
  readonly url: string;
  /** Decides about every request from now on. */
  rule: ProxyRule;
  /** Resolves when every request that arrived was carried out. */
  readonly idle: () => Promise<void>;
  readonly close: () => void;
}

/** A proxy that is gone after the test. */
export interface Proxy extends OpenProxy {
  /** As `served`, but by way of the proxy. */
  readonly served: Served;
}

/** Starts a proxy that is gone after the test. */
export async function proxyTo(served: Served): Promise<Proxy> {
  const proxy = await openProxy(served.url);
  onTestFinished(proxy.close);
  const { url } = proxy;
  return Object.assign(proxy, { served: { ...served, url, env: { ...served.env, CODER_URL: url } } });
}

/** Starts a proxy. A request whose sender has gone away is carried out all the same. */
export async function openProxy(deploymentUrl: string): Promise<OpenProxy> {
  const { hostname, port } = new URL(deploymentUrl);
  const open = new Set<Promise<unknown>>();
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    const work = answer(request, response).catch(() => response.destroy());
    open.add(work);
    void work.finally(() => open.delete(work));
  });
  server.on('connection', (socket) => keep(sockets, socket));
  server.on('upgrade', (request, socket, head) => {
    const onward = connect(Number(port), hostname, () => {
      const headers = request.rawHeaders.flatMap((name, at, all) =>
        at % 2 === 0 ? [`${name}: ${all[at + 1] ?? ''}`] : [],
      );
      onward.write(`${request.method} ${request.url} HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n`);
      onward.write(head);
      socket.pipe(onward).pipe(socket);
    });
    keep(sockets, onward);
    onward.on('error', () => socket.destroy());
    socket.on('error', () => onward.destroy());
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/' } = request;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const token = String(request.headers['coder-session-token'] ?? '');
    const path = decodeURIComponent(url);
    const own = await proxy.rule({ method, path, body: body.toString(), token });
    if (own !== undefined) {
      const status = typeof own === 'number' ? own : 200;
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify(typeof own === 'number' ? { message: `The proxy says ${own}.` } : own.body),
      );
      return;
    }
    const onward = openRequest({ hostname, port, method, path: url, headers: request.headers });
    onward.end(body);
    const [reply] = (await once(onward, 'response')) as [IncomingMessage];
    response.writeHead(reply.statusCode ?? 502, reply.headers);
    for await (const chunk of reply) response.write(chunk);
    response.end();
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  const proxy: OpenProxy = {
    url,
    rule: () => undefined,
    idle: async () => {
      while (open.size > 0) await Promise.all(open);
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
  return proxy;
}

function keep(sockets: Set<Socket>, socket: Socket): void {
  sockets.add(socket);
  socket.on('close', () => sockets.delete(socket));
}
