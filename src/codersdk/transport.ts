import { type Dispatcher, Pool } from 'undici';
import type { Clock } from '../time/index.js';
import { type Abortable, AbortWatch } from './abort-watch.js';
import { ConnectionError } from './errors.js';
import { proxyAuthorization } from './proxy.js';
import { type Connector, directConnector, TunnelError, tunnelConnector } from './tunnel.js';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export type AnswerHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** A complete answer, whatever its status. */
export interface Answer {
  readonly status: number;
  readonly headers: AnswerHeaders;
  /** The whole body; `''` where it was not asked for and the status is below 300. */
  readonly body: string;
}

export interface Outgoing {
  readonly method: Method;
  /** Path and query. */
  readonly target: string;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  readonly body: string | null;
  /** Whether the body of a good answer is of interest. */
  readonly wantsBody: boolean;
}

export interface TransportOptions {
  readonly origin: URL;
  readonly proxy: URL | null;
  /** Most requests in flight at once; further ones wait in order. */
  readonly connections: number;
  readonly requestTimeoutMs: number;
  readonly clock: Clock;
}

/** An idle connection is dropped before the usual load balancer does it, so that a POST is rarely lost to one. */
const KEEP_ALIVE_MS = 15_000;
const MAX_CONNECT_MS = 10_000;

/**
 * Connections to one origin, and one request and answer at a time on each. Uses undici's `dispatch` rather than its
 * `request`: it tells when a request is written to a connection, which decides what may be repeated, and it does
 * without a stream per body.
 */
export class Transport {
  readonly origin: URL;
  readonly requestTimeoutMs: number;
  /** Opens a connection to the origin, for what is not a plain request. */
  readonly connector: Connector;
  readonly #pool: Pool;
  readonly #clock: Clock;
  readonly #aborts = new AbortWatch();
  /** What a forwarding proxy wants in front of every path, and its headers. */
  readonly #forward: { readonly prefix: string; readonly headers: readonly string[] } | null;

  constructor(options: TransportOptions) {
    const { origin, proxy, connections } = options;
    this.origin = origin;
    this.requestTimeoutMs = Math.max(1, Math.ceil(options.requestTimeoutMs));
    this.#clock = options.clock;
    const connectMs = Math.min(MAX_CONNECT_MS, this.requestTimeoutMs);
    this.connector = proxy === null ? directConnector(connectMs) : tunnelConnector(proxy, connectMs);
    const forwards = proxy !== null && origin.protocol === 'http:';
    this.#forward = forwards ? forwardingThrough(proxy, origin) : null;
    this.#pool = new Pool(forwards ? proxy.origin : origin.origin, {
      connections,
      connect: forwards ? { timeout: connectMs } : this.connector.open,
      headersTimeout: this.requestTimeoutMs,
      bodyTimeout: this.requestTimeoutMs,
      keepAliveTimeout: KEEP_ALIVE_MS,
      keepAliveMaxTimeout: KEEP_ALIVE_MS,
    });
  }

  /**
   * Sends a request and reads the answer. The time limit counts from when the request is written, not while it waits
   * for a connection.
   *
   * @throws ConnectionError, or the signal's reason as soon as that is aborted.
   */
  send(request: Outgoing, signal: AbortSignal | undefined): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason as Error);
        return;
      }
      const exchange = new Exchange(request, this, this.#clock, (outcome) => {
        if (signal !== undefined) this.#aborts.remove(signal, exchange);
        if (outcome instanceof Error) reject(outcome);
        else resolve(outcome);
      });
      if (signal !== undefined) this.#aborts.add(signal, exchange);
      const forward = this.#forward;
      this.#pool.dispatch(
        {
          method: request.method,
          path: forward === null ? request.target : forward.prefix + request.target,
          headers: (forward === null
            ? request.headers
            : [...forward.headers, ...request.headers]) as string[],
          body: request.body,
        },
        exchange,
      );
    });
  }

  /** Ends all connections at once; requests still under way fail. */
  async close(): Promise<void> {
    await Promise.all([this.#pool.destroy(), this.connector.close()]);
  }
}

/** One request on its way. Ends once: with an answer, a failure or an abort. */
class Exchange implements Dispatcher.DispatchHandler, Abortable {
  readonly #request: Outgoing;
  readonly #transport: Transport;
  readonly #clock: Clock;
  readonly #settle: (outcome: Answer | Error) => void;
  #controller: Dispatcher.DispatchController | undefined;
  #end: Error | null = null;
  #settled = false;
  #deadlineMs = Number.POSITIVE_INFINITY;
  #status = 0;
  #headers: AnswerHeaders = {};
  #keepsBody = true;
  #first: Buffer | undefined;
  #more: Buffer[] | undefined;

  constructor(
    request: Outgoing,
    transport: Transport,
    clock: Clock,
    settle: (outcome: Answer | Error) => void,
  ) {
    this.#request = request;
    this.#transport = transport;
    this.#clock = clock;
    this.#settle = settle;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#end !== null) {
      controller.abort(this.#end);
      return;
    }
    this.#controller = controller;
    this.#deadlineMs = this.#clock.nowMs() + this.#transport.requestTimeoutMs;
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: AnswerHeaders): void {
    this.#status = status;
    this.#headers = headers;
    this.#keepsBody = this.#request.wantsBody || status >= 300;
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    // undici's own limit is between two chunks: without this a trickle would never end.
    if (this.#clock.nowMs() > this.#deadlineMs) {
      controller.abort(new BodyTooSlow());
    } else if (this.#keepsBody) {
      if (this.#first === undefined) this.#first = chunk;
      else if (this.#more === undefined) this.#more = [this.#first, chunk];
      else this.#more.push(chunk);
    }
  }

  onResponseEnd(): void {
    const body = this.#more === undefined ? this.#first : Buffer.concat(this.#more);
    this.#finish({ status: this.#status, headers: this.#headers, body: body?.toString('utf8') ?? '' });
  }

  onResponseError(_: unknown, error: Error): void {
    this.#finish(this.#failure(error));
  }

  aborted(reason: unknown): void {
    const error = reason instanceof Error ? reason : new Error(String(reason));
    this.#end = error;
    this.#finish(error);
    this.#controller?.abort(error);
  }

  #finish(outcome: Answer | Error): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#settle(outcome);
  }

  #failure(error: Error): ConnectionError {
    const { method, target } = this.#request;
    const path = target.replace(/\?.*$/s, '');
    const { origin, requestTimeoutMs } = this.#transport;
    const delivered = this.#controller === undefined ? 'no' : 'maybe';
    return new ConnectionError(
      `${method} ${path}: ${explainFailure(error, origin.origin, requestTimeoutMs)}`,
      delivered,
      { cause: error, ...hintFor(error) },
    );
  }
}

class BodyTooSlow extends Error {
  readonly code = 'UND_ERR_BODY_TIMEOUT';
}

/** What a failed connection means, in words. */
export function explainFailure(error: Error, origin: string, requestTimeoutMs: number): string {
  const code = 'code' in error ? String(error.code) : '';
  switch (code) {
    case 'ECONNREFUSED':
      return `nothing listens at ${origin} (connection refused)`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `the host of ${origin} is not known (${code})`;
    case 'UND_ERR_CONNECT_TIMEOUT':
    case 'ETIMEDOUT':
      return `no connection to ${origin} in time`;
    case 'UND_ERR_HEADERS_TIMEOUT':
      return `no answer from ${origin} within ${requestTimeoutMs / 1000} s`;
    case 'UND_ERR_BODY_TIMEOUT':
      return `the answer of ${origin} did not end within ${requestTimeoutMs / 1000} s`;
    case 'ECONNRESET':
    case 'EPIPE':
    case 'UND_ERR_SOCKET':
      return `the connection to ${origin} broke before the answer came (${error.message})`;
    default:
      return error instanceof TunnelError ? error.message : `no answer from ${origin} (${error.message})`;
  }
}

/** What to do about a failed connection, where we know. */
export function hintFor(error: Error): { readonly hint?: string } {
  const code = 'code' in error ? String(error.code) : '';
  if (error instanceof TunnelError) return { hint: 'check HTTPS_PROXY, HTTP_PROXY and NO_PROXY' };
  if (code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return { hint: 'check --url and that the deployment is up' };
  }
  if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY/.test(code)) {
    return { hint: 'the certificate is not trusted here: give its authority in NODE_EXTRA_CA_CERTS' };
  }
  return {};
}

function forwardingThrough(
  proxy: URL,
  origin: URL,
): { readonly prefix: string; readonly headers: readonly string[] } {
  const authorization = proxyAuthorization(proxy);
  return {
    prefix: origin.origin,
    headers: ['host', origin.host, ...(authorization === null ? [] : ['proxy-authorization', authorization])],
  };
}
