import type { Dispatcher } from 'undici';
import type { Clock } from '../time/index.js';
import type { Abortable } from './abort-watch.js';
import { AnswerTooLong, connectionError, proxyWantsLogin } from './connection-failure.js';

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
  /** Most bytes of a good answer's body; a longer one is an error. */
  readonly longestBodyBytes: number;
}

export interface ExchangeOptions {
  readonly request: Outgoing;
  readonly origin: string;
  readonly timeoutMs: number;
  readonly clock: Clock;
  /** Called once. */
  readonly settle: (outcome: Answer | Error) => void;
}

/** What is kept of the body of a refusal: more is no refusal of Coder's, and none is shown in full. */
const LONGEST_REFUSAL_BYTES = 64 * 1024;

/**
 * One request on its way, as undici reports on it.
 *
 * | state | entered when | a failure then means |
 * |---|---|---|
 * | waiting | created; all connections are busy, or one is being made | not delivered |
 * | sent | `onRequestStart`: about to be written to a connection | maybe delivered |
 * | settled | the answer is complete, or it failed, or it was aborted | nothing any more |
 */
export class Exchange implements Dispatcher.DispatchHandler, Abortable {
  readonly #options: ExchangeOptions;
  #controller: Dispatcher.DispatchController | undefined;
  #settled = false;
  #deadlineMs = Number.POSITIVE_INFINITY;
  #status = 0;
  #headers: AnswerHeaders = {};
  #keepsBody = true;
  #keptBytes = 0;
  #first: Buffer | undefined;
  #more: Buffer[] | undefined;

  constructor(options: ExchangeOptions) {
    this.#options = options;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // Thrown rather than aborted: an abort would close the connection, and it is good for the next request.
    if (this.#settled) throw new AbortedInQueue();
    this.#controller = controller;
    this.#deadlineMs = this.#options.clock.nowMs() + this.#options.timeoutMs;
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, headers: AnswerHeaders): void {
    // An answer may be announced (1xx) as often as the server likes, and each time undici's limit begins anew.
    if (this.#isLate()) {
      controller.abort(new AnswerTooSlow());
      return;
    }
    this.#status = status;
    this.#headers = headers;
    this.#keepsBody = this.#options.request.wantsBody || status >= 300;
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    // undici's own limit is between two chunks: without this a trickle would never end.
    if (this.#isLate()) controller.abort(new BodyTooSlow());
    else if (this.#keepsBody) this.#keep(controller, chunk);
  }

  #isLate(): boolean {
    return this.#options.clock.nowMs() > this.#deadlineMs;
  }

  #keep(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    const refused = this.#status >= 300;
    const mostBytes = refused ? LONGEST_REFUSAL_BYTES : this.#options.request.longestBodyBytes;
    const room = mostBytes - this.#keptBytes;
    if (chunk.length > room && !refused) {
      controller.abort(new AnswerTooLong(mostBytes));
      return;
    }
    const kept = chunk.length > room ? chunk.subarray(0, room) : chunk;
    this.#keptBytes += kept.length;
    if (this.#first === undefined) this.#first = kept;
    else if (this.#more === undefined) this.#more = [this.#first, kept];
    else this.#more.push(kept);
  }

  onResponseEnd(): void {
    if (this.#status === 407) {
      const { request, origin } = this.#options;
      this.#finish(proxyWantsLogin(request, origin));
      return;
    }
    const body = this.#more === undefined ? this.#first : Buffer.concat(this.#more);
    this.#finish({ status: this.#status, headers: this.#headers, body: body?.toString('utf8') ?? '' });
  }

  onResponseError(_: unknown, error: Error): void {
    if (this.#settled) return;
    const { request, origin, timeoutMs } = this.#options;
    const delivered = this.#controller === undefined ? 'no' : 'maybe';
    this.#finish(connectionError(error, { ...request, origin, timeoutMs, delivered }));
  }

  aborted(reason: unknown): void {
    const error = reason instanceof Error ? reason : new Error(String(reason));
    this.#finish(error);
    this.#controller?.abort(error);
  }

  #finish(outcome: Answer | Error): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#options.settle(outcome);
  }
}

class AbortedInQueue extends Error {}

class AnswerTooSlow extends Error {
  readonly code = 'UND_ERR_HEADERS_TIMEOUT';
}

class BodyTooSlow extends Error {
  readonly code = 'UND_ERR_BODY_TIMEOUT';
}
