/** Who wants to be told of which things, by a key that names the thing. */
export class Subscribers<Key> {
  readonly #listeners = new Map<Key, Set<() => void>>();

  /** Whether anybody wants to be told of the thing. */
  has(key: Key): boolean {
    return this.#listeners.has(key);
  }

  /** How many subscriptions there are. */
  get count(): number {
    let count = 0;
    for (const listeners of this.#listeners.values()) count += listeners.size;
    return count;
  }

  /**
   * Asks to be told of one thing, from now on. Listeners must not throw.
   * @returns Ends the subscription; without effect the second time.
   */
  subscribe(key: Key, listener: () => void): () => void {
    const listeners = this.#listeners.get(key) ?? new Set();
    this.#listeners.set(key, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#listeners.get(key) === listeners) this.#listeners.delete(key);
    };
  }

  /** Tells everybody who subscribed to the key. */
  tell(key: Key): void {
    for (const listener of this.#listeners.get(key) ?? []) listener();
  }
}
