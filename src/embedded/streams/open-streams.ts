import type { WebSocket } from 'ws';
import type { Clock } from '../../time/index.js';

/** A stream that is open to a client. */
export interface OpenStream {
  /** `null` for one that is no WebSocket. */
  readonly socket: WebSocket | null;
  /** Ends it as a server does that stops. */
  end(): void;
  /** Cuts the connection. */
  cut(): void;
}

/** All streams to clients, so that they can be ended. */
export class OpenStreams {
  readonly #realClock: Clock;
  readonly #open = new Set<OpenStream>();
  readonly #paths = new WeakMap<WebSocket, string>();
  #closed = false;
  #onEmpty: () => void = nothing;

  constructor(realClock: Clock) {
    this.#realClock = realClock;
  }

  get count(): number {
    return this.#open.size;
  }

  /** The WebSockets among them, in the order in which they were opened. */
  get sockets(): readonly WebSocket[] {
    return [...this.#open].flatMap(({ socket }) => (socket === null ? [] : [socket]));
  }

  /** Remembers which path a WebSocket was asked for at. */
  notePath(socket: WebSocket, path: string): void {
    this.#paths.set(socket, path);
  }

  /** The path, without the query, that a WebSocket was asked for at; empty if nobody noted it. */
  pathOf(socket: WebSocket): string {
    return this.#paths.get(socket) ?? '';
  }

  /** Counts a stream in; after {@link closeAll} it is ended as soon as its maker has finished it. */
  add(stream: OpenStream): void {
    this.#open.add(stream);
    if (this.#closed) queueMicrotask(() => stream.end());
  }

  /** Counts a stream out whose connection is closed. */
  remove(stream: OpenStream): void {
    this.#open.delete(stream);
    if (this.#open.size === 0) this.#onEmpty();
  }

  /** Ends every stream as a server does that stops: WebSockets with 1000 `done`, others abruptly. */
  endAll(): void {
    for (const stream of [...this.#open]) stream.end();
  }

  /**
   * Ends every stream that is open now; who does not answer within `limitMs` of real time is cut off.
   * @returns Takes the limit back.
   */
  endWithin(limitMs: number): () => void {
    const ended = [...this.#open];
    for (const stream of ended) stream.end();
    return this.#realClock.schedule(this.#realClock.nowMs() + limitMs, () => {
      for (const stream of ended) if (this.#open.has(stream)) stream.cut();
    });
  }

  /** Cuts every connection. */
  cutAll(): void {
    for (const stream of [...this.#open]) stream.cut();
  }

  /** Ends every stream for good; who does not answer within `limitMs` of real time is cut off. */
  async closeAll(limitMs: number): Promise<void> {
    this.#closed = true;
    this.endAll();
    if (this.#open.size === 0) return;
    const disarm = this.#realClock.schedule(this.#realClock.nowMs() + limitMs, () => this.cutAll());
    await new Promise<void>((resolve) => {
      this.#onEmpty = resolve;
    });
    disarm();
  }
}

function nothing(): void {}
