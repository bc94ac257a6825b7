import type { Barrier } from '../harness/index.js';

/**
 * One runner's place at a barrier. It is given up exactly once, by arriving or by leaving, whatever happens to the
 * runner, so that nobody is held. Without a barrier, leaving does nothing.
 */
export class BarrierSeat<T> {
  readonly #barrier: Barrier<T> | undefined;
  #taken = true;

  constructor(barrier: Barrier<T> | undefined) {
    this.#barrier = barrier;
  }

  /**
   * Waits for the others; `undefined` at once where there is no barrier.
   * @throws As the barrier's `arrive` does; the seat has been given up even then.
   */
  async arrive(signal: AbortSignal): Promise<T | undefined> {
    this.#taken = false;
    return this.#barrier?.arrive(signal);
  }

  /** Gives the seat up, unless that has happened. */
  leave(): void {
    if (!this.#taken) return;
    this.#taken = false;
    this.#barrier?.leave();
  }
}
