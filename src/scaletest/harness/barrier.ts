import { abortable } from '../../time/index.js';

/**
 * Holds its parties until each has arrived or left, then releases all arrivals with one value, computed once.
 *
 * | state | `arrive` | `leave` | an arrival is aborted |
 * |---|---|---|---|
 * | open: some parties neither arrived nor left | waits; the last one begins the release | counts as left; the last one begins the release | it has left, and rejects with its reason |
 * | releasing: `release` was called, once, with the number of arrivals | refused: no party is missing | refused | it alone rejects; release and the others go on |
 * | released: `release` has ended | refused | refused | nothing: it has its value, or the failure |
 * | deserted: every party left | refused | refused | cannot be |
 *
 * An `arrive` with a signal that is aborted already counts as left. A failure of `release` rejects every arrival.
 */
export class Barrier<T> {
  readonly #parties: number;
  readonly #release: (arrived: number) => Promise<T>;
  readonly #outcome: Promise<T>;
  #settle: (outcome: Promise<T>) => void = () => {};
  #arrived = 0;
  #left = 0;

  /**
   * @param parties - How many will either arrive or leave, each once: a whole number from 1.
   * @param release - Computes what all arrivals get, from their number (1 or more).
   * @throws RangeError if `parties` is not a whole number from 1.
   */
  constructor(parties: number, release: (arrived: number) => Promise<T>) {
    if (!Number.isInteger(parties) || parties < 1) {
      throw new RangeError(`the parties of a barrier are a whole number from 1, not ${parties}`);
    }
    this.#parties = parties;
    this.#release = release;
    this.#outcome = new Promise((resolve) => {
      this.#settle = resolve;
    });
    // With every arrival aborted, nobody may be left to see the release fail.
    this.#outcome.catch(() => {});
  }

  /** How many have arrived and not been aborted before the release began. */
  get arrived(): number {
    return this.#arrived;
  }

  /**
   * Waits for the others. A party whose `arrive` was called must not call `leave`, however `arrive` ends.
   * @returns The value all arrivals get.
   * @throws The signal's reason when it is aborted; what `release` threw; Error if no party is missing.
   */
  async arrive(signal: AbortSignal): Promise<T> {
    this.#refuseSurplus();
    if (signal.aborted) {
      this.leave();
      throw signal.reason;
    }
    const leaveEarly = () => {
      if (this.#isOpen()) {
        this.#arrived -= 1;
        this.#left += 1;
      }
    };
    signal.addEventListener('abort', leaveEarly, { once: true });
    try {
      this.#arrived += 1;
      this.#releaseWhenComplete();
      return await abortable(this.#outcome, signal);
    } finally {
      signal.removeEventListener('abort', leaveEarly);
    }
  }

  /**
   * Says that a party which has not called `arrive` never will, so that the others are not held.
   * @throws Error if no party is missing.
   */
  leave(): void {
    this.#refuseSurplus();
    this.#left += 1;
    this.#releaseWhenComplete();
  }

  #isOpen(): boolean {
    return this.#arrived + this.#left < this.#parties;
  }

  #refuseSurplus(): void {
    if (!this.#isOpen()) {
      throw new Error(`all ${this.#parties} parties of the barrier have arrived or left already`);
    }
  }

  #releaseWhenComplete(): void {
    if (!this.#isOpen() && this.#arrived > 0) {
      this.#settle(callRelease(this.#release, this.#arrived));
    }
  }
}

/** Async, so that a `release` that throws at once rejects the arrivals instead of the party that completed them. */
async function callRelease<T>(release: (arrived: number) => Promise<T>, arrived: number): Promise<T> {
  return release(arrived);
}
