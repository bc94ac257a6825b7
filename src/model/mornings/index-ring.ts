const INITIAL_CAPACITY = 16;

/** Indices in a row, first in, first out, on one array: adding and taking allocate nothing. */
export class IndexRing {
  #items = new Int32Array(INITIAL_CAPACITY);
  #head = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(index: number): void {
    if (this.#length === this.#items.length) this.#grow();
    this.#items[(this.#head + this.#length++) & (this.#items.length - 1)] = index;
  }

  /** Takes the first one. Only where there is one. */
  shift(): number {
    const index = this.#items[this.#head] as number;
    this.#head = (this.#head + 1) & (this.#items.length - 1);
    this.#length--;
    return index;
  }

  /** Takes out one, wherever it is. */
  remove(index: number): void {
    const length = this.#length;
    for (let i = 0; i < length; i++) {
      const item = this.shift();
      if (item !== index) this.push(item);
    }
  }

  /** The capacity stays a power of two, so that places are found by masking. */
  #grow(): void {
    const larger = new Int32Array(this.#items.length * 2);
    const { length } = this.#items;
    for (let i = 0; i < this.#length; i++) larger[i] = this.#items[(this.#head + i) & (length - 1)] as number;
    this.#items = larger;
    this.#head = 0;
  }
}
