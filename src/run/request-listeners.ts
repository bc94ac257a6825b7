import type { RequestRecord } from '../codersdk/index.js';

/** Hears every request that a run sends. Must not throw and must return at once. */
export type RequestListener = (record: RequestRecord) => void;

/** Whoever wants to hear of a run's requests, for as long as it wants. */
export class RequestListeners {
  readonly #listeners = new Set<RequestListener>();

  /** @returns A function that ends the hearing. */
  add(listener: RequestListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  readonly tell: RequestListener = (record) => {
    for (const listener of this.#listeners) listener(record);
  };
}
