import type { UniformDraw } from '../stats/index.js';

/** Ceiling of the first delay, in milliseconds. */
const BASE_MS = 500;
/** Ceiling of all delays. */
const CAP_MS = 30_000;
/** Floor of all delays, so that a run of small draws cannot become a busy loop. */
const FLOOR_MS = 20;

/**
 * Delays between attempts: exponential with full jitter, so that the clients which a restarting server disconnects
 * at once do not come back at once.
 */
export class Backoff {
  readonly #random: UniformDraw;
  #attempts = 0;

  constructor(random: UniformDraw) {
    this.#random = random;
  }

  /** The next delay in milliseconds: uniform in [0, min(30 s, 0.5 s × 2^attempts)), at least 20 ms. */
  nextMs(): number {
    const ceiling = Math.min(CAP_MS, BASE_MS * 2 ** this.#attempts);
    this.#attempts += 1;
    return Math.max(FLOOR_MS, this.#random() * ceiling);
  }

  reset(): void {
    this.#attempts = 0;
  }
}
