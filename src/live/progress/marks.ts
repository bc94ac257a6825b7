/** A few flags of each workspace of a run, one byte for all of one. */
export class Marks {
  #bytes: Uint8Array;

  /** @param total - How many workspaces there are; more than that find room, too. */
  constructor(total: number) {
    this.#bytes = new Uint8Array(total);
  }

  has(index: number, flag: number): boolean {
    return ((this.#bytes[index] ?? 0) & flag) !== 0;
  }

  /** Sets a flag, and says whether it was not set before. */
  setFirst(index: number, flag: number): boolean {
    if (this.has(index, flag)) return false;
    if (index >= this.#bytes.length) {
      const bytes = new Uint8Array(Math.max(index + 1, 2 * this.#bytes.length));
      bytes.set(this.#bytes);
      this.#bytes = bytes;
    }
    this.#bytes[index] = (this.#bytes[index] ?? 0) | flag;
    return true;
  }

  clear(index: number, flag: number): void {
    this.#bytes[index] = (this.#bytes[index] ?? 0) & ~flag;
  }
}
