import { CoderApiError } from '../codersdk/index.js';
import type { UniformDraw } from '../stats/index.js';
import { messageOf } from '../storm/index.js';
import type { Clock } from '../time/index.js';
import { sleep } from '../time/index.js';
import { Backoff } from './backoff.js';
import type { FeedEvent, FeedKind } from './feed-update.js';
import type { BuildUpdateSource } from './source.js';

/** What a supply of sources works with. */
export interface SourceSupplyOptions {
  /** `auto`: the socket, or the poll when the socket is refused or cannot be had at first. */
  readonly kind: 'auto' | FeedKind;
  readonly make: (kind: FeedKind) => BuildUpdateSource;
  readonly realClock: Clock;
  readonly random: UniformDraw;
  readonly onEvent: (event: FeedEvent) => void;
}

/** A connection that lasted so long was a good one: the next attempt begins with short delays again. */
const STABLE_MS = 10_000;

/** Handshakes in a row that fail, before it is the poll's turn. */
const PATIENCE = 4;
/** A server that asks to wait longer than this is not asked for its socket again before the poll. */
const LONGEST_FIRST_WAIT_MS = 60_000;

const DETAILS = { 'watch-all': 'subscribed to all builds', poll: 'asking for counts and rows' } as const;

/** Connects sources: the first one, and another whenever one is lost. Changes to the poll for good when the socket is refused. */
export class SourceSupply {
  readonly #options: SourceSupplyOptions;
  readonly #backoff: Backoff;
  #kind: FeedKind;
  #connectedMs = 0;
  #reconnects = 0;

  constructor(options: SourceSupplyOptions) {
    this.#options = options;
    this.#kind = options.kind === 'poll' ? 'poll' : 'watch-all';
    this.#backoff = new Backoff(options.random);
  }

  /** The kind in use. */
  get kind(): FeedKind {
    return this.#kind;
  }

  /** Connections made after the first. */
  get reconnects(): number {
    return this.#reconnects;
  }

  /**
   * | the socket's handshake | `auto` | `watch-all` |
   * |---|---|---|
   * | succeeds | the socket | the socket |
   * | is refused: 4xx | the poll | throws |
   * | has no valid session: 401 | throws | throws |
   * | fails otherwise, four times in a row | the poll | throws |
   *
   * @throws what the client throws; of `auto`, when the poll cannot be had either.
   */
  async first(signal: AbortSignal): Promise<BuildUpdateSource> {
    const { kind, realClock, onEvent } = this.#options;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#connect(this.#kind, signal);
      } catch (error) {
        signal.throwIfAborted();
        if (this.#kind === 'poll' || hasStatus(error, 401)) {
          throw error;
        }
        if (refusesSocket(error)) {
          if (kind === 'auto') {
            return this.#changeToPoll(signal, `the socket is refused: ${error.message}`);
          }
          throw error.withHint(
            'use `--updates auto`, which polls where the server has no such socket for us',
          );
        }
        const askedMs = askedWaitMs(error);
        if (attempt < PATIENCE && askedMs <= LONGEST_FIRST_WAIT_MS) {
          onEvent({ state: 'lost', detail: messageOf(error) });
          await sleep(realClock, Math.max(askedMs, this.#backoff.nextMs()), signal);
        } else if (kind === 'auto') {
          return this.#changeToPoll(signal, `the socket cannot be had: ${messageOf(error)}`);
        } else {
          throw error;
        }
      }
    }
  }

  /**
   * Tries until it succeeds, whatever the failures. A socket that is kept from us (a proxy that answers 502 for it, say)
   * while the server answers other requests would never be had again, and nothing would be told all that time.
   *
   * | the socket's handshake | then |
   * |---|---|
   * | succeeds | the socket |
   * | is refused: 4xx | the poll, if it can be had; else again |
   * | fails otherwise, four times in a row or more | the poll, if it can be had and the socket then fails once more; else again |
   * | fails with 401, 408, 425, 429; or otherwise, up to three times | again |
   *
   * @param retryAfterMs - How long the server has asked to wait.
   * @returns `null` when the signal was aborted.
   */
  async next(retryAfterMs: number | null, signal: AbortSignal): Promise<BuildUpdateSource | null> {
    const { realClock, onEvent } = this.#options;
    if (realClock.nowMs() - this.#connectedMs >= STABLE_MS) {
      this.#backoff.reset();
    }
    let askedMs = retryAfterMs ?? 0;
    for (let attempt = 1; !signal.aborted; attempt += 1) {
      try {
        await sleep(realClock, Math.max(askedMs, this.#backoff.nextMs()), signal);
        const source = await this.#connectEither(signal, attempt >= PATIENCE);
        this.#reconnects += 1;
        return source;
      } catch (error) {
        askedMs = askedWaitMs(error);
        if (!signal.aborted) {
          onEvent({ state: 'lost', detail: messageOf(error) });
        }
      }
    }
    return null;
  }

  async #connectEither(signal: AbortSignal, isImpatient: boolean): Promise<BuildUpdateSource> {
    try {
      return await this.#connect(this.#kind, signal);
    } catch (error) {
      if (this.#kind === 'poll') throw error;
      if (refusesSocket(error)) return this.#changeToPoll(signal, `the socket is refused: ${error.message}`);
      if (!isImpatient || passesByItself(error)) throw error;
      return this.#pollUnlessBack(signal);
    }
  }

  /** The server may have been away until just now: the poll is used only if the socket still cannot be had. */
  async #pollUnlessBack(signal: AbortSignal): Promise<BuildUpdateSource> {
    const poll = this.#options.make('poll');
    await poll.connect(signal);
    try {
      const socket = await this.#connect(this.#kind, signal);
      poll.close();
      return socket;
    } catch (error) {
      if (signal.aborted) poll.close();
      signal.throwIfAborted();
      this.#kind = 'poll';
      this.#tellConnected('poll', `, since the socket cannot be had: ${messageOf(error)}`);
      return poll;
    }
  }

  /** Whatever refuses everything, as a proxy before a server that is away, has not refused the socket: it is kept to. */
  async #changeToPoll(signal: AbortSignal, why: string): Promise<BuildUpdateSource> {
    const poll = await this.#connect('poll', signal, `, since ${why}`);
    this.#kind = 'poll';
    return poll;
  }

  async #connect(kind: FeedKind, signal: AbortSignal, why = ''): Promise<BuildUpdateSource> {
    const source = this.#options.make(kind);
    await source.connect(signal);
    this.#tellConnected(kind, why);
    return source;
  }

  #tellConnected(kind: FeedKind, why: string): void {
    this.#connectedMs = this.#options.realClock.nowMs();
    this.#options.onEvent({ state: 'connected', detail: `${DETAILS[kind]}${why}` });
  }
}

/** Statuses below 500 that may be other next time: no valid session, a request too slow, too early, too many. */
const PASSING: readonly number[] = [401, 408, 425, 429];

/** Whether the server will not give the socket: it is older, or the experiment is off, or a proxy forbids it. */
function refusesSocket(error: unknown): error is CoderApiError {
  return error instanceof CoderApiError && error.status < 500 && !PASSING.includes(error.status);
}

/** Whether it is no sign that the socket is kept from us. */
function passesByItself(error: unknown): boolean {
  return error instanceof CoderApiError && PASSING.includes(error.status);
}

function hasStatus(error: unknown, status: number): boolean {
  return error instanceof CoderApiError && error.status === status;
}

/** How long the server asks to wait, in milliseconds. */
function askedWaitMs(error: unknown): number {
  return error instanceof CoderApiError ? (error.retryAfterMs ?? 0) : 0;
}
