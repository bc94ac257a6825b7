/** What a limit says of one request. */
export interface RateDecision {
  readonly allowed: boolean;
  readonly limit: number;
  /** Requests left in the window. */
  readonly remaining: number;
  /** End of the current window, in seconds since the epoch. */
  readonly resetSeconds: number;
}

const WINDOW_MS = 60_000;

/**
 * A limit on requests per minute and key, estimated over two aligned windows: the share of the previous window's count
 * that still lies within a minute, plus the current window's count (Coder API contract, rate limits).
 */
export class RateLimiter {
  /** Requests per minute. */
  readonly limit: number;
  #windowStartMs = 0;
  #current = new Map<string, number>();
  #previous = new Map<string, number>();

  /** @param limit - Requests per minute; a negative number lifts the limit. */
  constructor(limit: number) {
    this.limit = limit;
  }

  get isOff(): boolean {
    return this.limit < 0;
  }

  /** Counts a request, unless it is refused. */
  take(key: string, nowMs: number): RateDecision {
    this.#turn(nowMs);
    const remainingShare = 1 - (nowMs - this.#windowStartMs) / WINDOW_MS;
    const current = this.#current.get(key) ?? 0;
    const rate = Math.round((this.#previous.get(key) ?? 0) * remainingShare + current);
    const allowed = rate + 1 <= this.limit;
    if (allowed) this.#current.set(key, current + 1);
    return this.#decision(allowed, Math.max(0, this.limit - rate - (allowed ? 1 : 0)));
  }

  /** What a request is told that does not count. */
  pass(nowMs: number): RateDecision {
    this.#turn(nowMs);
    return this.#decision(true, this.limit - 1);
  }

  #decision(allowed: boolean, remaining: number): RateDecision {
    const resetSeconds = (this.#windowStartMs + WINDOW_MS) / 1000;
    return { allowed, limit: this.limit, remaining, resetSeconds };
  }

  #turn(nowMs: number): void {
    const startMs = Math.floor(nowMs / WINDOW_MS) * WINDOW_MS;
    if (startMs === this.#windowStartMs) return;
    this.#previous = startMs === this.#windowStartMs + WINDOW_MS ? this.#current : new Map();
    this.#current = new Map();
    this.#windowStartMs = startMs;
  }
}
