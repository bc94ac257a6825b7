import { Pool } from 'undici';
import type { Clock } from '../time/index.js';
import { AbortWatch } from './abort-watch.js';
import { type Answer, Exchange, type Outgoing } from './exchange.js';
import { proxyAuthorization, proxySecrets } from './proxy.js';
import { type Connector, directConnector, tunnelConnector } from './tunnel.js';

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
const LONGEST_CONNECT_MS = 10_000;

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
  /** Texts of the proxy's that must not reach a message. */
  readonly secrets: readonly string[];
  readonly #clock: Clock;
  readonly #pool: Pool;
  readonly #aborts = new AbortWatch();
  /** What a proxy that forwards plain requests wants in front of every path, and its headers. */
  readonly #forward: Forwarding | null;
  #closed = false;

  constructor(options: TransportOptions) {
    const { origin, proxy, connections } = options;
    this.origin = origin;
    this.requestTimeoutMs = Math.max(1, Math.ceil(options.requestTimeoutMs));
    this.#clock = options.clock;
    const connectMs = Math.min(LONGEST_CONNECT_MS, this.requestTimeoutMs);
    this.connector = proxy === null ? directConnector(connectMs) : tunnelConnector(proxy, connectMs);
    this.secrets = proxy === null ? [] : proxySecrets(proxy);
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

  /** Whether {@link close} has been called: then nothing is worth repeating. */
  get closed(): boolean {
    return this.#closed;
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
      const settle = (outcome: Answer | Error): void => {
        if (signal !== undefined) this.#aborts.remove(signal, exchange);
        if (outcome instanceof Error) reject(outcome);
        else resolve(outcome);
      };
      const { origin } = this.origin;
      const exchange = new Exchange({
        request,
        origin,
        timeoutMs: this.requestTimeoutMs,
        clock: this.#clock,
        settle,
      });
      if (signal !== undefined) this.#aborts.add(signal, exchange);
      const forward = this.#forward;
      const { method, target, headers, body } = request;
      this.#pool.dispatch(
        {
          method,
          path: forward === null ? target : forward.prefix + target,
          headers: (forward === null ? headers : [...forward.headers, ...headers]) as string[],
          body,
        },
        exchange,
      );
    });
  }

  /** Ends all connections at once; requests still under way fail. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([this.#pool.destroy(), this.connector.close()]);
  }
}

interface Forwarding {
  readonly prefix: string;
  readonly headers: readonly string[];
}

function forwardingThrough(proxy: URL, origin: URL): Forwarding {
  const authorization = proxyAuthorization(proxy);
  const login = authorization === null ? [] : ['proxy-authorization', authorization];
  return { prefix: origin.origin, headers: ['host', origin.host, ...login] };
}
