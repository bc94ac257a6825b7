import type { Clock } from '../time/index.js';

/** One reader of the stream. */
export interface StreamClient {
  /** Sends a text; `false` when it is not taken away as fast as it comes. */
  send(text: string): boolean;
  /** Ends the stream when what was sent has been taken away. */
  end(): void;
  /** Ends it at once. */
  destroy(): void;
}

/** What the stream has to be told of a client. */
export interface StreamSubscription {
  /** It takes more again. */
  drained(): void;
  /** It is there no longer. */
  gone(): void;
}

const TICK_MS = 250;
const HEARTBEAT_MS = 15_000;
/** One that has taken nothing for so long is given up. */
const STUCK_MS = 60_000;

interface Subscriber {
  readonly client: StreamClient;
  /** Since when it has not taken what was sent; `null`: it has. */
  stuckSinceMs: number | null;
  shown: string;
  sentMs: number;
}

/**
 * Sends the newest state to whoever reads, at most four times a second of real time, and only when it has changed. One
 * that reads too slowly gets fewer: nothing is kept for it. Without readers nothing happens at all.
 *
 * | a client that | gets |
 * |---|---|
 * | has just come | the state, at once |
 * | takes what it gets | the state with every tick in which it has changed; a comment after 15 s without |
 * | does not take it | nothing until it does, then the state of that tick; after 60 s its end |
 */
export class LiveStream {
  readonly #clock: Clock;
  readonly #read: () => string;
  readonly #subscribers = new Set<Subscriber>();
  #disarm: (() => void) | null = null;
  #ended = false;

  /**
   * @param clock - Real time.
   * @param read - Gives the present state, on one line.
   */
  constructor(clock: Clock, read: () => string) {
    this.#clock = clock;
    this.#read = read;
  }

  get size(): number {
    return this.#subscribers.size;
  }

  add(client: StreamClient): StreamSubscription {
    const subscriber: Subscriber = {
      client,
      stuckSinceMs: null,
      shown: '',
      sentMs: this.#clock.nowMs(),
    };
    this.#show(subscriber, this.#read());
    if (this.#ended) {
      client.end();
      return { drained() {}, gone() {} };
    }
    this.#subscribers.add(subscriber);
    if (this.#disarm === null) this.#arm();
    return {
      drained() {
        subscriber.stuckSinceMs = null;
      },
      gone: () => {
        this.#remove(subscriber);
      },
    };
  }

  /** Sends the last state to everybody and ends their streams; who comes later gets that state and the end. */
  end(): void {
    this.#ended = true;
    const state = this.#read();
    for (const subscriber of this.#subscribers) {
      this.#show(subscriber, state);
      subscriber.client.end();
    }
    this.#subscribers.clear();
    this.#stopTicking();
  }

  #arm(): void {
    this.#disarm = this.#clock.schedule(this.#clock.nowMs() + TICK_MS, () => {
      this.#arm();
      this.#tick();
    });
  }

  #tick(): void {
    const state = this.#read();
    const nowMs = this.#clock.nowMs();
    for (const subscriber of this.#subscribers) {
      const { stuckSinceMs, client, shown, sentMs } = subscriber;
      if (stuckSinceMs !== null) {
        if (nowMs - stuckSinceMs < STUCK_MS) continue;
        this.#remove(subscriber);
        client.destroy();
      } else if (shown !== state) {
        this.#show(subscriber, state);
      } else if (nowMs - sentMs >= HEARTBEAT_MS) {
        this.#send(subscriber, ': still here\n\n');
      }
    }
  }

  #show(subscriber: Subscriber, state: string): void {
    if (subscriber.shown === state) return;
    subscriber.shown = state;
    this.#send(subscriber, `data: ${state}\n\n`);
  }

  #send(subscriber: Subscriber, text: string): void {
    subscriber.sentMs = this.#clock.nowMs();
    if (!subscriber.client.send(text)) subscriber.stuckSinceMs = subscriber.sentMs;
  }

  #remove(subscriber: Subscriber): void {
    this.#subscribers.delete(subscriber);
    if (this.#subscribers.size === 0) this.#stopTicking();
  }

  #stopTicking(): void {
    this.#disarm?.();
    this.#disarm = null;
  }
}
