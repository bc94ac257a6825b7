import { createServer, request } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { listen } from './local-server.js';

export interface LocalProxy {
  readonly url: string;
  /** `CONNECT` targets, and absolute URLs of forwarded requests, in order. */
  readonly asked: readonly string[];
  /** `Proxy-Authorization` of each of them. */
  readonly authorizations: readonly (string | undefined)[];
  /** What the client sent first inside each tunnel. */
  readonly firstBytes: readonly Buffer[];
}

/** A proxy that knows one host: whatever it is asked for is `target` on this machine. */
export async function proxyTo(target: string, refuse?: number): Promise<LocalProxy> {
  const asked: string[] = [];
  const authorizations: (string | undefined)[] = [];
  const firstBytes: Buffer[] = [];
  const { port } = new URL(target);
  const server = createServer((incoming, response) => {
    asked.push(incoming.url ?? '');
    authorizations.push(incoming.headers['proxy-authorization']);
    if (refuse !== undefined) {
      response.writeHead(refuse, { 'content-type': 'text/html' }).end('<h1>proxy</h1>');
      return;
    }
    const { pathname, search } = new URL(incoming.url ?? '');
    const { 'proxy-authorization': _, ...headers } = incoming.headers;
    const outgoing = request(
      { host: '127.0.0.1', port, method: incoming.method, path: pathname + search, headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
      },
    );
    outgoing.on('error', () => response.destroy());
    incoming.pipe(outgoing);
  });
  server.on('connect', (incoming, socket: Socket) => {
    asked.push(incoming.url ?? '');
    authorizations.push(incoming.headers['proxy-authorization']);
    socket.on('error', () => undefined);
    if (refuse !== undefined) {
      socket.end(`HTTP/1.1 ${refuse} No\r\n\r\n`);
      return;
    }
    const upstream = connect(Number(port), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      socket.once('data', (bytes: Buffer) => firstBytes.push(bytes));
      socket.pipe(upstream).pipe(socket);
    });
    upstream.on('error', () => socket.destroy());
  });
  const url = await listen(server);
  return { url, asked, authorizations, firstBytes };
}

/** An address on which nothing listens. */
export async function deadAddress(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}
