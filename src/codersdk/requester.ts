import type { UniformDraw } from '../stats/index.js';
import { type Clock, sleep } from '../time/index.js';
import { type Asked, errorFromAnswer, isPage, parseJson, wrongShape } from './answer-errors.js';
import { type ApiPath, routeOf } from './api-path.js';
import type { Answer, AnswerHeaders, Method, Outgoing } from './exchange.js';
import { type Decoder, PayloadMismatch } from './payload.js';
import { isRateLimit, type RetryLimits, retryDelayMs } from './retry-policy.js';
import { Secrets } from './secrets.js';
import type { Transport } from './transport.js';

/** What every call takes. */
export interface CallOptions {
  /** Cancels the call wherever it is: waiting for a connection, for the answer, or for the next try. */
  readonly signal?: AbortSignal | undefined;
  /** Most tries, the first one included; 1 for none but that. For a first contact with a person waiting. */
  readonly attempts?: number | undefined;
  /**
   * Told how long the good answer took, in milliseconds of real time from asking for a connection: without the tries
   * before it, and the pauses between them. Must not throw.
   */
  readonly onAnswered?: ((durationMs: number) => void) | undefined;
}

/** One request as it was sent, for counting and measuring. */
export interface RequestRecord {
  readonly method: Method;
  /** Path without its query. */
  readonly path: string;
  /** The path with `{}` for each identifier: of bounded variety, as the label of a metric must be. */
  readonly route: string;
  /** `null` when there was no answer. */
  readonly status: number | null;
  /** Whether there was no answer because we gave the request up, which says nothing about the deployment. */
  readonly canceled: boolean;
  /** Real time from asking for a connection to the end of the answer. */
  readonly durationMs: number;
  /** From 1. */
  readonly attempt: number;
}

/** One call of the API. */
export interface Call {
  readonly method: Method;
  readonly at: ApiPath;
  /** Sent as JSON; fields that are `undefined` are left out. */
  readonly body?: unknown;
  /** Texts of the body that must not come back in a message. */
  readonly secrets?: readonly string[];
  /** Whether the answer is as long as the deployment is large. */
  readonly isList?: boolean;
}

/**
 * Most bytes of an answer. One object has some kilobytes; a page of 500 workspaces, each with a few agents and apps,
 * some megabytes. Answers are read whole, as many at once as there are connections: a server that sends without end
 * must not fill the memory.
 */
const LONGEST_OBJECT_BYTES = 4 * 1024 * 1024;
const LONGEST_LIST_BYTES = 64 * 1024 * 1024;

export interface RequesterOptions {
  readonly transport: Transport;
  readonly token: string | null;
  readonly bypassRateLimit: boolean;
  readonly headers: Readonly<Record<string, string>>;
  readonly userAgent: string;
  readonly clock: Clock;
  readonly random: UniformDraw;
  readonly retryLimits: RetryLimits;
  readonly onRequest: ((record: RequestRecord) => void) | undefined;
}

/** Calls the API as one user: headers, retries, errors in words, payloads through their schemas. */
export class Requester {
  /** Headers of every request, names and values in turn. */
  readonly headers: readonly string[];
  readonly #headersWithBody: readonly string[];
  readonly #options: RequesterOptions;
  readonly #secrets: Secrets;

  constructor(options: RequesterOptions) {
    const { token, bypassRateLimit, headers, userAgent } = options;
    this.#options = options;
    this.#secrets = new Secrets([token, ...Object.values(headers), ...options.transport.secrets]);
    this.headers = [
      'accept',
      'application/json',
      'user-agent',
      userAgent,
      ...Object.entries(headers).flat(),
      ...(token === null ? [] : ['Coder-Session-Token', token]),
      ...(token === null || !bypassRateLimit ? [] : ['X-Coder-Bypass-Ratelimit', 'true']),
    ];
    this.#headersWithBody = [...this.headers, 'content-type', 'application/json'];
  }

  /** The same connections with another user's token, and never with the owner's freedom from rate limits. */
  as(token: string): Requester {
    return new Requester({ ...this.#options, token, bypassRateLimit: false });
  }

  /** @throws CoderApiError, ConnectionError, NotCoderError, or the signal's reason. */
  async json<T>(call: Call, decode: Decoder<T>, options?: CallOptions): Promise<T> {
    return (await this.jsonWithHeaders(call, decode, options)).value;
  }

  /** As {@link json}, for where the answer's headers say something too. */
  async jsonWithHeaders<T>(
    call: Call,
    decode: Decoder<T>,
    options?: CallOptions,
  ): Promise<{ readonly value: T; readonly headers: AnswerHeaders }> {
    return this.#repeat(call, true, options, (answer) => ({
      value: this.#decoded(answer, call, decode),
      headers: answer.headers,
    }));
  }

  /** For calls whose good answer says nothing. @throws As {@link json}. */
  async done(call: Call, options?: CallOptions): Promise<void> {
    await this.#repeat(call, false, options, (answer) => {
      if (isPage(answer)) throw wrongShape(answer, this.asked(call), '');
    });
  }

  /** What error messages about a call need. */
  asked(call: Pick<Call, 'method' | 'at' | 'secrets'>): Asked {
    const { transport, clock } = this.#options;
    return {
      method: call.method,
      path: call.at.path,
      origin: transport.origin.origin,
      secrets: call.secrets === undefined ? this.#secrets : this.#secrets.and(call.secrets),
      nowMs: clock.nowMs(),
    };
  }

  #decoded<T>(answer: Answer, call: Call, decode: Decoder<T>): T {
    const value = parseJson(answer.body);
    if (value === undefined) throw wrongShape(answer, this.asked(call), 'it is not JSON');
    try {
      return decode(value);
    } catch (error) {
      if (error instanceof PayloadMismatch) throw wrongShape(answer, this.asked(call), error.message);
      throw error;
    }
  }

  /** Tries until an answer is good and can be read, as long as trying again may help and does no harm. */
  async #repeat<T>(
    call: Call,
    wantsBody: boolean,
    options: CallOptions | undefined,
    read: (answer: Answer) => T,
  ): Promise<T> {
    const { transport, clock, random } = this.#options;
    const outgoing: Outgoing = {
      method: call.method,
      target: call.at.path + call.at.query,
      headers: call.body === undefined ? this.headers : this.#headersWithBody,
      body: call.body === undefined ? null : JSON.stringify(call.body),
      wantsBody,
      longestBodyBytes: call.isList === true ? LONGEST_LIST_BYTES : LONGEST_OBJECT_BYTES,
    };
    const limits =
      options?.attempts === undefined
        ? this.#options.retryLimits
        : { ...this.#options.retryLimits, attempts: options.attempts };
    const sinceMs = clock.nowMs();
    let rateLimited = 0;
    for (let made = 1; ; made++) {
      try {
        const sentMs = clock.nowMs();
        const value = read(await this.#once(call, outgoing, made, options?.signal));
        options?.onAnswered?.(clock.nowMs() - sentMs);
        return value;
      } catch (failure) {
        options?.signal?.throwIfAborted();
        if (isRateLimit(failure) && options?.attempts === undefined) rateLimited++;
        const tries = { counted: made - rateLimited, made, elapsedMs: clock.nowMs() - sinceMs };
        const delayMs = retryDelayMs(call.method, failure, tries, random, limits);
        if (delayMs === null || transport.closed) throw failure;
        await sleep(clock, delayMs, options?.signal);
      }
    }
  }

  async #once(
    call: Call,
    outgoing: Outgoing,
    attempt: number,
    signal: AbortSignal | undefined,
  ): Promise<Answer> {
    const { transport, clock, onRequest } = this.#options;
    if (onRequest === undefined) return this.#accepted(await transport.send(outgoing, signal), call);
    const sentMs = clock.nowMs();
    let status: number | null = null;
    try {
      const answer = await transport.send(outgoing, signal);
      status = answer.status;
      return this.#accepted(answer, call);
    } finally {
      const durationMs = clock.nowMs() - sentMs;
      onRequest({
        method: call.method,
        path: call.at.path,
        route: routeOf(call.at),
        status,
        canceled: status === null && signal?.aborted === true,
        durationMs,
        attempt,
      });
    }
  }

  #accepted(answer: Answer, call: Call): Answer {
    if (answer.status >= 200 && answer.status < 300) return answer;
    throw errorFromAnswer(answer, this.asked(call));
  }
}
