import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { WebSocket } from 'ws';
import { createHttpServer } from '../../../src/embedded/http-server.js';
import type { DeploymentOptions } from '../../../src/embedded/index.js';
import { TestDeployment } from '../harness.js';

/** A deployment on a virtual clock behind real sockets. */
export interface Served {
  readonly t: TestDeployment;
  readonly port: number;
  /** A WebSocket with a token, by default the owner's. */
  open(path: string, token?: string | null): Client;
  /** As {@link open}; resolves when the handshake is accepted. */
  watch(path: string, token?: string): Promise<Client>;
  /** A raw connection on which a WebSocket handshake for the path has been accepted, and nothing is read. */
  rawSocket(path: string): Promise<Socket>;
  /** A streamed answer. */
  stream(path: string): Promise<EventStream>;
  close(): void;
}

/** A WebSocket that remembers what it was sent. */
export class Client {
  readonly socket: WebSocket;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into messages of every shape
  readonly messages: any[] = [];
  readonly closed: Promise<{ code: number; reason: string }>;

  constructor(url: string, token: string | null) {
    this.socket = new WebSocket(url, { headers: token === null ? {} : { 'Coder-Session-Token': token } });
    this.socket.on('message', (data) => this.messages.push(JSON.parse(String(data))));
    this.closed = new Promise((resolve) => {
      this.socket.on('close', (code, reason) => resolve({ code, reason: String(reason) }));
    });
    this.socket.on('error', () => {});
  }

  /** Resolves when so many messages have come. */
  async count(count: number): Promise<void> {
    while (this.messages.length < count) await once(this.socket, 'message');
  }

  /** Status and body of the answer that refused the handshake. */
  async refusal(): Promise<{ status: number | undefined; body: string }> {
    const [, response] = await once(this.socket, 'unexpected-response');
    let body = '';
    for await (const chunk of response) body += String(chunk);
    return { status: response.statusCode, body };
  }
}

/** A `text/event-stream` that remembers what it was sent. */
export class EventStream {
  readonly response: IncomingMessage;
  text = '';
  /** How it ended: `end` in good order, `aborted` otherwise. */
  readonly ended: Promise<'end' | 'aborted'>;

  constructor(response: IncomingMessage) {
    this.response = response;
    response.setEncoding('utf8');
    response.on('data', (chunk: string) => {
      this.text += chunk;
    });
    this.ended = new Promise((resolve) => {
      response.on('end', () => resolve('end'));
      response.on('error', () => resolve('aborted'));
    });
  }

  /** The whole events so far. */
  get events(): string[] {
    return this.text.split('\n\n').slice(0, -1);
  }

  /** What the `data` events so far hold. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into messages of every shape
  get data(): any[] {
    const prefix = 'event: data\ndata: ';
    return this.events
      .filter((event) => event.startsWith(prefix))
      .map((event) => JSON.parse(event.slice(prefix.length)));
  }

  /** Resolves when so many events have come. */
  async count(count: number): Promise<void> {
    while (this.events.length < count) await once(this.response, 'data');
  }
}

/** Serves a deployment until it is closed. */
export async function serve(options: Partial<DeploymentOptions> = {}): Promise<Served> {
  const t = new TestDeployment(options);
  const { server } = createHttpServer(t.embedded.app);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening');
  const { port } = address;
  const ownerToken = t.deployment.ownerToken;
  const open = (path: string, token: string | null = ownerToken) =>
    new Client(`ws://127.0.0.1:${port}${path}`, token);
  return {
    t,
    port,
    open,
    watch: async (path, token) => {
      const client = open(path, token);
      await once(client.socket, 'open');
      return client;
    },
    rawSocket: async (path) => {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => {});
      socket.write(
        `GET ${path} HTTP/1.1\r\nHost: x\r\nCoder-Session-Token: ${ownerToken}\r\nConnection: Upgrade\r\n` +
          'Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
      );
      await once(socket, 'readable');
      return socket;
    },
    stream: async (path) => {
      const headers = { 'Coder-Session-Token': ownerToken };
      const [response] = await once(
        get({ port, host: '127.0.0.1', path, headers, agent: false }),
        'response',
      );
      return new EventStream(response);
    },
    close: () => {
      t.deployment.streams.cutAll();
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Lets input and output have their turns until something is so. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}
