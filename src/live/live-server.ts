import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { messageOf } from '../storm/index.js';
import {
  closeAtOnce,
  formatListenAddress,
  type ListenAddress,
  listenAt,
  sendText,
} from '../telemetry/index.js';
import type { LiveStream } from './live-stream.js';

const FLAG = '--ui';
const MOST_STREAMS = 16;
const MOST_CONNECTIONS = 64;

/** What the server serves. */
export interface LiveSite {
  readonly page: { readonly html: string; readonly policy: string };
  readonly stream: LiveStream;
  /** The report as a page; `null` before there is one. */
  report(): string | null;
}

/** Headers of every answer: what is served here is for this page alone. */
const HEADERS = {
  'Cache-Control': 'no-store',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
} as const;

/**
 * Serves a live page under a path that cannot be guessed, to who asks for it under an address of this machine: another
 * page in the same browser can neither know the path nor reach it by a name of its own (DNS rebinding).
 */
export class LiveServer {
  readonly #server: Server;
  /** Where the page is, with the port that was taken. Whoever knows it may look. */
  readonly url: string;

  private constructor(server: Server, url: string) {
    this.#server = server;
    this.url = url;
  }

  /**
   * @param token - Of characters that may stand in a path.
   * @param warn - Told when the server meets a failure later on.
   * @throws ConfigError when the address is taken or is none of this machine.
   */
  static async listen(
    address: ListenAddress,
    token: string,
    site: LiveSite,
    warn: (message: string) => void,
  ): Promise<LiveServer> {
    const server = createServer();
    server.maxConnections = MOST_CONNECTIONS;
    const port = await listenAt(server, address, FLAG);
    const hosts = hostsOf(address, port);
    server.on('request', (request, response) => {
      answer(request, response, { site, token, hosts });
    });
    server.on('error', (error) => warn(`the live page met a failure: ${messageOf(error)}`));
    return new LiveServer(server, `http://${formatListenAddress({ host: address.host, port })}/${token}/`);
  }

  /** Stops at once, whoever is connected. */
  close(): Promise<void> {
    return closeAtOnce(this.#server);
  }
}

interface Serving {
  readonly site: LiveSite;
  readonly token: string;
  readonly hosts: ReadonlySet<string>;
}

/** Values of the `Host` header by which this machine may be called. */
function hostsOf({ host }: ListenAddress, port: number): ReadonlySet<string> {
  const names = [host, '127.0.0.1', '::1', 'localhost'].map((name) => name.toLowerCase());
  return new Set(
    names.flatMap((name) => {
      const withPort = formatListenAddress({ host: name, port });
      return port === 80 ? [withPort, withPort.replace(/:80$/, '')] : [withPort];
    }),
  );
}

function answer(request: IncomingMessage, response: ServerResponse, { site, token, hosts }: Serving): void {
  request.resume();
  for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
  if (!hosts.has((request.headers.host ?? '').toLowerCase())) {
    sendText(response, 403, 'the live page is only for this machine, under its own address\n');
    return;
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    sendText(response, 405, 'a run can only be looked at\n');
    return;
  }
  const [path = ''] = (request.url ?? '').split('?');
  // Browsers ask for it by themselves, and would complain of a 404.
  if (path === '/favicon.ico') {
    response.writeHead(204).end();
    return;
  }
  const [, given = '', ...rest] = path.split('/');
  if (!sameText(given, token)) {
    sendText(response, 404, 'nothing is here: open the whole address that the run has printed\n');
    return;
  }
  servePart(rest.length === 0 ? null : rest.join('/'), request, response, site, token);
}

/** @param part - Of the path, behind the token and a slash; `null` when there was no slash. */
function servePart(
  part: string | null,
  request: IncomingMessage,
  response: ServerResponse,
  site: LiveSite,
  token: string,
): void {
  switch (part) {
    case null:
      response.setHeader('Location', `/${token}/`);
      sendText(response, 308, 'the page is one slash further\n');
      return;
    case '':
      response.setHeader('Content-Security-Policy', `${site.page.policy}; frame-ancestors 'none'`);
      sendText(response, 200, site.page.html, 'text/html; charset=utf-8');
      return;
    case 'events':
      serveStream(request, response, site.stream);
      return;
    case 'report':
      serveReport(response, site);
      return;
    default:
      sendText(response, 404, 'nothing is here\n');
  }
}

function serveReport(response: ServerResponse, site: LiveSite): void {
  try {
    const report = site.report();
    if (report === null) sendText(response, 404, 'there is no report yet\n');
    else sendText(response, 200, report, 'text/html; charset=utf-8');
  } catch (error) {
    sendText(response, 500, `the report could not be made: ${messageOf(error)}\n`);
  }
}

function serveStream(request: IncomingMessage, response: ServerResponse, stream: LiveStream): void {
  if (stream.size >= MOST_STREAMS) {
    sendText(response, 503, `${MOST_STREAMS} pages look at this run already: close one of them\n`);
    return;
  }
  response.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8', 'X-Accel-Buffering': 'no' });
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  response.write('retry: 1000\n\n');
  const { drained, gone } = stream.add({
    send: (text) => response.write(text),
    end: () => response.end(),
    destroy: () => response.destroy(),
  });
  response.on('drain', drained);
  response.on('close', gone);
  response.on('error', gone);
}

/** Takes the same time for all wrong texts of one length. */
function sameText(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
