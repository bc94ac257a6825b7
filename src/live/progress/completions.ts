/** The latest end of a build, as a hint told it. */
export interface LatestEnd {
  readonly index: number;
  readonly atMs: number;
}

const MS_PER_BIN = 1_000;

/** When the builds of a storm ended, counted by the second: room for any number of them. */
export class Completions {
  readonly #bySecond = new Map<number, number>();
  #latest: LatestEnd | null = null;

  add(index: number, atMs: number): void {
    const second = Math.floor(atMs / MS_PER_BIN);
    this.#bySecond.set(second, (this.#bySecond.get(second) ?? 0) + 1);
    if (this.#latest === null || atMs >= this.#latest.atMs) this.#latest = { index, atMs };
  }

  /** The one that ended last, and so the slowest so far of all that are due at the same minute. */
  get latest(): LatestEnd | null {
    return this.#latest;
  }

  /** How many ended in each of so many equal parts of a time; none where it is empty. */
  between(fromMs: number, toMs: number, parts: number): readonly number[] {
    if (toMs <= fromMs) return [];
    const counts = Array.from({ length: parts }, () => 0);
    for (const [second, count] of this.#bySecond) {
      const part = Math.floor(((second * MS_PER_BIN - fromMs) / (toMs - fromMs)) * parts);
      const at = Math.min(parts - 1, Math.max(0, part));
      counts[at] = (counts[at] ?? 0) + count;
    }
    return counts;
  }
}
