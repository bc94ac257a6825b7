/** One pending call. */
export interface Timer {
  readonly atMs: number;
  readonly fn: () => void;
}

interface Entry extends Timer {
  readonly sequence: number;
  /** Place in the heap; -1 when the timer is no longer pending. */
  place: number;
}

/**
 * Pending timers by time, equal times in the order of adding: a binary heap in which each timer knows its place, so
 * that a cancelled one leaves at once. (Most timers are deadlines of requests and are cancelled long before they are
 * due; kept until then they would pile up.)
 */
export class TimerQueue {
  readonly #heap: Entry[] = [];
  #nextSequence = 0;

  get size(): number {
    return this.#heap.length;
  }

  /** @returns A function that removes the timer; without effect when it has left the queue already. */
  add(atMs: number, fn: () => void): () => void {
    const entry: Entry = { atMs, fn, sequence: this.#nextSequence++, place: this.#heap.length };
    this.#heap.push(entry);
    this.#rise(entry);
    return () => this.#remove(entry);
  }

  /** The timer that is due first. */
  first(): Timer | undefined {
    return this.#heap[0];
  }

  /** Removes the timer that is due first, and returns it. */
  takeFirst(): Timer | undefined {
    const first = this.#heap[0];
    if (first !== undefined) this.#remove(first);
    return first;
  }

  #remove(entry: Entry): void {
    const hole = entry.place;
    if (hole === -1) return;
    entry.place = -1;
    const last = this.#heap.pop();
    if (last === undefined || last === entry) return;
    this.#put(last, hole);
    this.#rise(last);
    this.#sink(last);
  }

  #rise(entry: Entry): void {
    let place = entry.place;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = this.#heap[above];
      if (parent === undefined || !isBefore(entry, parent)) break;
      this.#put(parent, place);
      place = above;
    }
    this.#put(entry, place);
  }

  #sink(entry: Entry): void {
    let place = entry.place;
    for (;;) {
      const left = this.#heap[2 * place + 1];
      const right = this.#heap[2 * place + 2];
      const child = right !== undefined && left !== undefined && isBefore(right, left) ? right : left;
      if (child === undefined || !isBefore(child, entry)) break;
      const below = child.place;
      this.#put(child, place);
      place = below;
    }
    this.#put(entry, place);
  }

  #put(entry: Entry, place: number): void {
    this.#heap[place] = entry;
    entry.place = place;
  }
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.atMs === b.atMs ? a.sequence < b.sequence : a.atMs < b.atMs;
}
