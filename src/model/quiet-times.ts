const INITIAL_CAPACITY = 1024;

/**
 * Until when the executor surely has nothing to do with each workspace, by handle: what a tick passes over without a
 * look at the workspace. A memory of the executor's, to be forgotten for a workspace whenever anything of it changes
 * that the time depends on; no state of the model.
 */
export class QuietTimes {
  #untilUs = new Float64Array(INITIAL_CAPACITY);

  /** Something has changed: nothing is known about the workspace. */
  forget(handle: number): void {
    if (handle < this.#untilUs.length) this.#untilUs[handle] = 0;
  }

  /** Nothing is to be done with the workspace at gates before `us`, unless something changes. */
  remember(handle: number, us: number): void {
    while (handle >= this.#untilUs.length) {
      const larger = new Float64Array(this.#untilUs.length * 2);
      larger.set(this.#untilUs);
      this.#untilUs = larger;
    }
    this.#untilUs[handle] = us;
  }

  /** Whether the workspace needs no look at a gate. */
  isQuietAt(handle: number, gateUs: number): boolean {
    return (this.#untilUs[handle] ?? 0) > gateUs;
  }
}
