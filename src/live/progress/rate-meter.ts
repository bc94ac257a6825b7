const BUCKETS = 10;

/** How often something has happened lately: a mean over a sliding window, in memory of fixed size. */
export class RateMeter {
  readonly #bucketMs: number;
  readonly #counts = new Float64Array(BUCKETS);
  readonly #bucketOf = new Float64Array(BUCKETS).fill(Number.NEGATIVE_INFINITY);
  #sinceMs: number | null = null;

  /** @param windowMs - Length of the window in milliseconds. */
  constructor(windowMs: number) {
    this.#bucketMs = windowMs / BUCKETS;
  }

  /** @param atMs - When it happened `times` times; not before an earlier call's time. */
  add(atMs: number, times = 1): void {
    this.#sinceMs ??= atMs;
    const bucket = Math.floor(atMs / this.#bucketMs);
    const slot = bucket % BUCKETS;
    if (this.#bucketOf[slot] !== bucket) {
      this.#bucketOf[slot] = bucket;
      this.#counts[slot] = 0;
    }
    this.#counts[slot] = (this.#counts[slot] ?? 0) + times;
  }

  /** Events a second; `null` until a tenth of the window has passed since the first. */
  perSecond(nowMs: number): number | null {
    if (this.#sinceMs === null || nowMs - this.#sinceMs < this.#bucketMs) return null;
    const newest = Math.floor(nowMs / this.#bucketMs);
    let sum = 0;
    for (let slot = 0; slot < BUCKETS; slot += 1) {
      if (newest - (this.#bucketOf[slot] ?? 0) < BUCKETS) sum += this.#counts[slot] ?? 0;
    }
    const windowStartMs = (newest - BUCKETS + 1) * this.#bucketMs;
    return (sum * 1_000) / (nowMs - Math.max(windowStartMs, this.#sinceMs));
  }
}
