/** Items in the order of a text key, ascending by code units; keys are unique. */
export class SortedList<T> {
  readonly #items: T[] = [];
  readonly #keyOf: (item: T) => string;

  constructor(keyOf: (item: T) => string) {
    this.#keyOf = keyOf;
  }

  /** In order; a view that changes with the list. */
  get items(): readonly T[] {
    return this.#items;
  }

  add(item: T): void {
    this.#items.splice(this.indexAfter(this.#keyOf(item)), 0, item);
  }

  remove(item: T): void {
    const index = this.indexAfter(this.#keyOf(item)) - 1;
    if (this.#items[index] === item) this.#items.splice(index, 1);
  }

  /** Number of items whose key is not greater. */
  indexAfter(key: string): number {
    let [low, high] = [0, this.#items.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const item = this.#items[middle];
      if (item !== undefined && this.#keyOf(item) <= key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
