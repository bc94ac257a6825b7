import { abortable } from '../../time/index.js';

/** At most `limit` holders at a time; who waits is served in the order of asking. The limit can change. */
export class Semaphore {
  #limit: number;
  #inUse = 0;
  readonly #queue = new Set<() => void>();

  /**
   * @param limit - How many may hold it at once: a whole number from 1, or Infinity.
   * @throws RangeError for any other limit.
   */
  constructor(limit: number) {
    this.#limit = checkedLimit(limit);
  }

  /** How many hold it now. Above the limit only while a lowered limit has not been reached yet. */
  get inUse(): number {
    return this.#inUse;
  }

  /** How many wait for it now. */
  get waiting(): number {
    return this.#queue.size;
  }

  /**
   * Resolves, when it is this caller's turn, with the function that gives the place back; call it in a `finally`.
   * Calling it again does nothing.
   * @param signal - Gives the wait up; the promise then rejects with the signal's reason, and no place is taken.
   */
  async acquire(signal?: AbortSignal): Promise<() => void> {
    signal?.throwIfAborted();
    const release = this.#releaseOnce();
    let grant = () => {};
    const granted = new Promise<void>((resolve) => {
      grant = resolve;
    });
    this.#queue.add(grant);
    this.#serve();
    try {
      await (signal === undefined ? granted : abortable(granted, signal));
    } catch (reason) {
      const wasGranted = !this.#queue.delete(grant);
      if (wasGranted) {
        release();
      }
      throw reason;
    }
    return release;
  }

  /**
   * Changes the limit at once. Raising it admits waiters; lowering it takes no place away from a holder.
   * @throws RangeError if `limit` is neither a whole number from 1 nor Infinity.
   */
  setLimit(limit: number): void {
    this.#limit = checkedLimit(limit);
    this.#serve();
  }

  #serve(): void {
    for (const grant of this.#queue) {
      if (this.#inUse >= this.#limit) {
        return;
      }
      this.#queue.delete(grant);
      this.#inUse += 1;
      grant();
    }
  }

  #releaseOnce(): () => void {
    let held = true;
    return () => {
      if (held) {
        held = false;
        this.#inUse -= 1;
        this.#serve();
      }
    };
  }
}

function checkedLimit(limit: number): number {
  if (limit === Number.POSITIVE_INFINITY || (Number.isInteger(limit) && limit >= 1)) {
    return limit;
  }
  throw new RangeError(`the limit of a semaphore is a whole number from 1, or Infinity, not ${limit}`);
}
