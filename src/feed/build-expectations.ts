import type { BuildExpectation } from '../collect/index.js';

/**
 * The builds whose end somebody waits for, so that a feed knows what to look for when nothing is told. Whoever waits
 * adds an expectation before the build can end, and releases it when it knows the end or waits no more.
 */
export class BuildExpectations implements Iterable<BuildExpectation> {
  readonly #expected = new Set<BuildExpectation>();

  /** @returns Its release; calling it again does nothing. */
  add(expectation: BuildExpectation): () => void {
    const own: BuildExpectation = { ...expectation };
    this.#expected.add(own);
    return () => {
      this.#expected.delete(own);
    };
  }

  get size(): number {
    return this.#expected.size;
  }

  /** In the order in which they were added. */
  [Symbol.iterator](): Iterator<BuildExpectation> {
    return this.#expected.values();
  }
}
