/** Who wants to be told of things that have numbers: the builds, the workspaces. */
export class Subscribers {
  readonly #listeners = new Map<number, Set<() => void>>();

  /** How many subscriptions there are. */
  get count(): number {
    let count = 0;
    for (const listeners of this.#listeners.values()) count += listeners.size;
    return count;
  }

  /**
   * Asks to be told of one number, from now on. Listeners must not throw.
   * @returns Ends the subscription; without effect the second time.
   */
  subscribe(number: number, listener: () => void): () => void {
    const listeners = this.#listeners.get(number) ?? new Set();
    this.#listeners.set(number, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#listeners.get(number) === listeners) this.#listeners.delete(number);
    };
  }

  /** Tells everybody who subscribed to the number. */
  tell(number: number): void {
    for (const listener of this.#listeners.get(number) ?? []) listener();
  }
}
