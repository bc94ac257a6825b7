import type { WorkspaceBuildUpdate } from '../../codersdk/index.js';

type Result = IteratorResult<WorkspaceBuildUpdate, undefined>;

/** A read that waits for an update, and the iterator it belongs to. */
interface Reader {
  readonly iterator: object;
  readonly resolve: (result: Result) => void;
}

const END: Result = { done: true, value: undefined };

/**
 * The updates of one workspace, waiting to be read. Writing never waits, so a reader that is slow, or gone, holds
 * nobody up: of each build only the newest update is kept, which is all that a reader needs (updates are hints).
 *
 * | state | `push` | reading | `close` |
 * |---|---|---|---|
 * | open, nothing waiting | keeps it | waits | closed |
 * | open, a reader waiting | hands it over | waits behind that reader | closed; the reader is told the end |
 * | open, updates waiting | keeps it, in place of an older one of the same build | takes the oldest | closed |
 * | closed | does nothing | takes what is waiting, then the end | nothing |
 */
export class UpdateChannel implements AsyncIterable<WorkspaceBuildUpdate> {
  readonly #waiting: WorkspaceBuildUpdate[] = [];
  #readers: Reader[] = [];
  #dropped = 0;
  #closed = false;

  /** How many updates were replaced by a newer one of the same build before anybody read them. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Hands an update to the reader, or keeps it until there is one. Does nothing once closed. */
  push(update: WorkspaceBuildUpdate): void {
    if (this.#closed) return;
    const reader = this.#readers.shift();
    if (reader === undefined) this.#keep(update);
    else reader.resolve({ done: false, value: update });
  }

  /** Ends the channel: readers still get what is waiting. Closing again does nothing. */
  close(): void {
    this.#closed = true;
    for (const reader of this.#readers.splice(0)) reader.resolve(END);
  }

  /**
   * Reads from where the last reading stopped. Leaving a loop early loses nothing and does not close the channel:
   * `return` only ends the reads that this iterator still waits for.
   */
  [Symbol.asyncIterator](): AsyncIterator<WorkspaceBuildUpdate, undefined> {
    const iterator: AsyncIterator<WorkspaceBuildUpdate, undefined> = {
      next: () => {
        const value = this.#waiting.shift();
        if (value !== undefined) return Promise.resolve({ done: false, value });
        if (this.#closed) return Promise.resolve(END);
        return new Promise((resolve) => {
          this.#readers.push({ iterator, resolve });
        });
      },
      return: async () => {
        const own = this.#readers.filter((reader) => reader.iterator === iterator);
        this.#readers = this.#readers.filter((reader) => reader.iterator !== iterator);
        for (const reader of own) reader.resolve(END);
        return END;
      },
    };
    return iterator;
  }

  /** A workspace has a handful of builds, so looking through them costs less than a map of them would. */
  #keep(update: WorkspaceBuildUpdate): void {
    const waiting = this.#waiting;
    for (let at = waiting.length - 1; at >= 0; at -= 1) {
      const older = waiting[at];
      if (older?.buildNumber === update.buildNumber && older.workspaceId === update.workspaceId) {
        waiting[at] = update;
        this.#dropped += 1;
        return;
      }
    }
    waiting.push(update);
  }
}
