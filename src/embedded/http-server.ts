import { createServer, type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import { type Duplex, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { getRequestListener } from '@hono/node-server';
import { type WebSocket, WebSocketServer } from 'ws';
import { Handshake } from './handshake.js';
import type { App, Connection } from './http/app-env.js';

/** Longest frame a client may send; it should send none. */
const MAX_PAYLOAD = 64 * 1024;
/** As Go's HTTP server takes them, in bytes: searches for many ids make long request lines. */
const MAX_HEADERS = 1024 * 1024;
/** Who asks without naming a host, as HTTP/1.0 allows. */
const NO_HOST = 'localhost';

/** A server with its WebSocket handshakes. */
export interface HttpServer {
  readonly server: Server;
  /** Cuts the handshakes that no route has accepted or refused yet: the server itself does not know of them. */
  cutHandshakes(): void;
}

/**
 * An HTTP server for the API. Like Coder's it closes no idle connection. WebSocket handshakes go through the same
 * routes as other requests: a route accepts one, or its answer refuses it.
 */
export function createHttpServer(app: App): HttpServer {
  const listener = getRequestListener(
    (request, { incoming }) => app.fetch(request, { connection: connectionOf(incoming) }),
    { overrideGlobalObjects: false, hostname: NO_HOST },
  );
  const server = createServer(
    { maxHeaderSize: MAX_HEADERS },
    (incoming, outgoing) => void listener(incoming, outgoing),
  );
  server.timeout = 0;
  server.keepAliveTimeout = 0;
  server.headersTimeout = 0;
  server.requestTimeout = 0;
  const handshakes = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    clientTracking: false,
    maxPayload: MAX_PAYLOAD,
  });
  const undecided = new Set<Duplex>();
  server.on('upgrade', (incoming, socket, head) => {
    socket.on('error', () => socket.destroy());
    if (!/^websocket$/i.test(incoming.headers.upgrade ?? '')) {
      takeAsRequest(server, incoming, socket, head);
      return;
    }
    undecided.add(socket);
    handshake(app, handshakes, new Handshake(incoming, socket, head))
      .catch(() => socket.destroy())
      .finally(() => undecided.delete(socket));
  });
  return {
    server,
    cutHandshakes: () => {
      for (const socket of undecided) socket.destroy();
    },
  };
}

/** Other offers than a WebSocket, such as HTTP/2 in the clear, are not taken: the request is answered as any other. */
function takeAsRequest(server: Server, incoming: IncomingMessage, socket: Duplex, head: Buffer): void {
  const lines = [`${incoming.method} ${incoming.url} HTTP/${incoming.httpVersion}`];
  for (const [place, name] of incoming.rawHeaders.entries()) {
    if (place % 2 === 1 || /^(upgrade|connection|http2-settings)$/i.test(name)) continue;
    lines.push(`${name}: ${incoming.rawHeaders[place + 1]}`);
  }
  const request = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  socket.unshift(Buffer.concat([request, head]));
  server.emit('connection', socket);
}

/** Lets the routes decide on a handshake. */
async function handshake(app: App, handshakes: WebSocketServer, asked: Handshake): Promise<void> {
  const { incoming, socket } = asked;
  let accepted = false;
  const accept = (headers: Headers, opened: (socket: WebSocket) => void) => {
    accepted = true;
    // The server makes its own list of header lines, and has no other way to add to it.
    const addHeaders = (lines: string[]) => {
      for (const [name, value] of headers) lines.push(`${name}: ${value}`);
    };
    handshakes.once('headers', addHeaders);
    handshakes.handleUpgrade(incoming, socket, asked.finish(), opened);
    handshakes.off('headers', addHeaders);
  };
  const request = requestOf(incoming);
  const connection = { ...connectionOf(incoming), accept };
  const response =
    request === null ? new Response(null, { status: 400 }) : await app.fetch(request, { connection });
  if (accepted) return;
  asked.finish();
  await send(response, socket);
}

/** The handshake as a request; `null` if its path or its host is none. */
function requestOf(incoming: IncomingMessage): Request | null {
  const url = `http://${incoming.headers.host ?? NO_HOST}${incoming.url ?? '/'}`;
  if (!URL.canParse(url)) return null;
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    for (const one of Array.isArray(value) ? value : [value ?? '']) headers.append(name, one);
  }
  return new Request(url, { method: incoming.method ?? 'GET', headers });
}

/** Answers what was no handshake to the route, and closes the connection: its end is the end of the body. */
async function send(response: Response, socket: Duplex): Promise<void> {
  const lines = [`HTTP/1.1 ${response.status} ${STATUS_CODES[response.status] ?? ''}`];
  for (const [name, value] of response.headers) {
    if (name !== 'connection') lines.push(`${name}: ${value}`);
  }
  lines.push('connection: close');
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  // Nobody else reads from the connection now, and so sees the client go.
  const gone = new AbortController();
  socket.once('end', () => gone.abort()).resume();
  if (response.body === null) socket.end();
  else await pipeline(Readable.fromWeb(response.body), socket, { signal: gone.signal });
}

function connectionOf(incoming: { readonly socket: IncomingMessage['socket'] }): Connection {
  const { socket } = incoming;
  return {
    remoteAddress: socket.remoteAddress ?? 'unknown',
    destroy: () => socket.destroy(),
    reset: () => socket.resetAndDestroy(),
    onClose: (listener) => {
      if (socket.destroyed) queueMicrotask(listener);
      else socket.once('close', listener);
      return () => socket.off('close', listener);
    },
  };
}
