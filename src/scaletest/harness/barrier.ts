import { abortable } from '../../time/index.js';

/**
 * Holds its parties until each has arrived or left, then releases all arrivals with one value, computed once.
 *
 * | state | `arrive` | `leave` | an arrival is aborted |
 * |---|---|---|---|
 * | open: some parties have neither arrived nor left | waits; the last party begins the release | counts as left; the last party begins the release | it has left, and rejects with its reason |
 * | releasing: `release` was called, once, with the number of arrivals | refused: no party is missing | refused | it alone rejects; release and the others go on |
 * | released: `release` has ended | refused | refused | nothing: it has the value, or the failure, already |
 * | deserted: every party left, `release` is never called | refused | refused | cannot be: nobody waits |
 *
 * To arrive with a signal that is aborted already is to leave. A failure of `release` rejects every arrival.
 */
export class Barrier<T> {
  readonly #parties: number;
  readonly #outcome: Promise<T>;
  #beginRelease: (arrived: number) => void = () => {};
  /** Signals of those that called `arrive`; the aborted ones among them have left. */
  readonly #arrivals: AbortSignal[] = [];
  #left = 0;
  #releasedWith: number | null = null;

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
    this.#outcome = new Promise((resolve) => {
      this.#beginRelease = (arrived) => resolve(callRelease(release, arrived));
    });
  }

  /** How many wait here; once the release has begun, how many it was begun for. */
  get arrived(): number {
    return this.#releasedWith ?? this.#arrivals.filter((signal) => !signal.aborted).length;
  }

  /**
   * Waits for the others. A party that has called `arrive` must not call `leave`, however `arrive` ended.
   * @returns The value that all arrivals get.
   * @throws The signal's reason when it is aborted; what `release` threw; Error if no party is missing.
   */
  async arrive(signal: AbortSignal): Promise<T> {
    this.#refuseSurplus();
    this.#arrivals.push(signal);
    this.#releaseWhenComplete();
    return abortable(this.#outcome, signal);
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

  #isComplete(): boolean {
    return this.#arrivals.length + this.#left === this.#parties;
  }

  #refuseSurplus(): void {
    if (this.#isComplete()) {
      throw new Error(`all ${this.#parties} parties of the barrier have arrived or left already`);
    }
  }

  #releaseWhenComplete(): void {
    if (!this.#isComplete()) {
      return;
    }
    const arrived = this.arrived;
    if (arrived > 0) {
      this.#releasedWith = arrived;
      this.#beginRelease(arrived);
    }
  }
}

/** Async, so that a `release` that throws at once rejects the arrivals, not the party that came last. */
async function callRelease<T>(release: (arrived: number) => Promise<T>, arrived: number): Promise<T> {
  return release(arrived);
}
