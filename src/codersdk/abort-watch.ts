/** What is told when its signal is aborted. */
export interface Abortable {
  aborted(reason: unknown): void;
}

/**
 * One listener per signal, whatever the number of requests that share it. A signal of a whole run is shared by
 * thousands of waiting requests, and adding a listener to an `AbortSignal` walks over all it already has.
 */
export class AbortWatch {
  readonly #watched = new Map<AbortSignal, { readonly members: Set<Abortable>; readonly stop: () => void }>();

  add(signal: AbortSignal, member: Abortable): void {
    const watched = this.#watched.get(signal);
    if (watched !== undefined) {
      watched.members.add(member);
      return;
    }
    const members = new Set([member]);
    const stop = () => {
      this.#watched.delete(signal);
      for (const each of members) each.aborted(signal.reason);
    };
    this.#watched.set(signal, { members, stop });
    signal.addEventListener('abort', stop, { once: true });
  }

  remove(signal: AbortSignal, member: Abortable): void {
    const watched = this.#watched.get(signal);
    if (watched === undefined) return;
    watched.members.delete(member);
    if (watched.members.size > 0) return;
    this.#watched.delete(signal);
    signal.removeEventListener('abort', watched.stop);
  }
}
