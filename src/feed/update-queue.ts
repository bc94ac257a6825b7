/**
 * An unbounded queue between one producer, who is never held up, and one consumer. The iterator may be left and
 * taken up again; what is queued when the queue ends is still given.
 */
export class UpdateQueue<T> implements AsyncIterableIterator<T, undefined> {
  #items: T[] = [];
  #head = 0;
  #ended = false;
  #waiting: ((result: IteratorResult<T, undefined>) => void)[] = [];

  push(item: T): void {
    if (this.#ended) {
      return;
    }
    const taker = this.#waiting.shift();
    if (taker === undefined) {
      this.#items.push(item);
    } else {
      taker({ done: false, value: item });
    }
  }

  end(): void {
    this.#ended = true;
    for (const taker of this.#waiting.splice(0)) {
      taker({ done: true, value: undefined });
    }
  }

  next(): Promise<IteratorResult<T, undefined>> {
    const item = this.#items[this.#head];
    if (this.#head < this.#items.length) {
      this.#head += 1;
      if (this.#head === this.#items.length) {
        this.#items = [];
        this.#head = 0;
      }
      return Promise.resolve({ done: false, value: item as T });
    }
    if (this.#ended) {
      return Promise.resolve({ done: true, value: undefined });
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
