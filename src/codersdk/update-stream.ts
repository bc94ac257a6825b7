import type { JobStatus, Transition } from '../storm/index.js';

/** A build has ended, or its cancellation was asked for. A hint: the server's record says what is true. */
export interface WorkspaceBuildUpdate {
  readonly workspaceId: string;
  /** Not unique: workspaces of different owners may share a name. */
  readonly workspaceName: string;
  readonly buildId: string;
  readonly transition: Transition;
  readonly jobStatus: JobStatus;
  readonly buildNumber: number;
}

/** Why a stream ended: a WebSocket close code (1006: the connection broke) and a reason, often `''`. */
export interface StreamEnd {
  readonly code: number;
  readonly reason: string;
}

/**
 * Build updates in order of arrival, for one reader. What the reader has not taken yet waits here without bound: a
 * socket that is not read would make the server drop updates. Ends when the connection does; code 1000 means that the
 * server ended it, not that there is nothing more to come.
 */
export interface BuildUpdateStream extends AsyncIterable<WorkspaceBuildUpdate> {
  /** Never rejects. */
  readonly ended: Promise<StreamEnd>;
  close(): void;
}

type Result = IteratorResult<WorkspaceBuildUpdate, undefined>;

/** The reader's side of a stream: a queue that is filled without ever waiting. */
export class UpdateQueue implements BuildUpdateStream {
  readonly ended: Promise<StreamEnd>;
  readonly #close: () => void;
  #resolveEnded: (end: StreamEnd) => void = () => undefined;
  #pending: WorkspaceBuildUpdate[] = [];
  #taken = 0;
  readonly #readers: ((result: Result) => void)[] = [];
  #hasEnded = false;

  /** @param close - Ends the connection; {@link end} follows once it has ended. */
  constructor(close: () => void) {
    this.#close = close;
    this.ended = new Promise((resolve) => {
      this.#resolveEnded = resolve;
    });
  }

  push(update: WorkspaceBuildUpdate): void {
    if (this.#hasEnded) return;
    const reader = this.#readers.shift();
    if (reader === undefined) this.#pending.push(update);
    else reader({ value: update, done: false });
  }

  /** No more updates come; those that wait can still be read. Only the first call counts. */
  end(end: StreamEnd): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    for (const reader of this.#readers.splice(0)) reader({ value: undefined, done: true });
    this.#resolveEnded(end);
  }

  close(): void {
    this.#close();
  }

  [Symbol.asyncIterator](): AsyncIterator<WorkspaceBuildUpdate, undefined> {
    return {
      next: () => this.#next(),
      return: () => {
        this.#close();
        return Promise.resolve({ value: undefined, done: true });
      },
    };
  }

  #next(): Promise<Result> {
    const value = this.#pending[this.#taken];
    if (value !== undefined) {
      this.#taken++;
      if (this.#taken === this.#pending.length) {
        this.#pending = [];
        this.#taken = 0;
      }
      return Promise.resolve({ value, done: false });
    }
    if (this.#hasEnded) return Promise.resolve({ value: undefined, done: true });
    return new Promise((resolve) => {
      this.#readers.push(resolve);
    });
  }
}
