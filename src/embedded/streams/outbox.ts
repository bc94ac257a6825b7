import type { ServerSocket } from './server-socket.js';

/** Messages that wait for a client that reads slower than they come, up to a number of them. */
export class Outbox {
  readonly #socket: ServerSocket;
  readonly #capacity: number;
  readonly #onSpace: () => void;
  readonly #waiting: string[] = [];
  #sending = false;

  /** @param onSpace - Called when there is room again after there was none. */
  constructor(socket: ServerSocket, capacity: number, onSpace: () => void = () => {}) {
    this.#socket = socket;
    this.#capacity = capacity;
    this.#onSpace = onSpace;
  }

  /** @returns Whether there was room for it. */
  offer(text: string): boolean {
    if (!this.#sending && this.#waiting.length === 0) {
      this.#send(text);
      return true;
    }
    if (this.#waiting.length >= this.#capacity) return false;
    this.#waiting.push(text);
    return true;
  }

  /** Forgets what waits. */
  clear(): void {
    this.#waiting.length = 0;
  }

  /** Sends on until the connection takes no more; then what comes waits until it does. */
  #send(text: string): void {
    this.#socket.send(text, () => this.#sent());
    this.#sending = this.#socket.isBlocked;
  }

  #sent(): void {
    if (this.#socket.ended) return;
    this.#sending = this.#socket.isBlocked;
    while (!this.#sending) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      const wasFull = this.#waiting.length === this.#capacity - 1;
      this.#send(next);
      if (wasFull) this.#onSpace();
    }
  }
}
