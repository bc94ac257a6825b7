import type { Clock } from './clock.js';
import { dueTime, neverFires } from './due-time.js';
import { TimerQueue } from './timer-queue.js';

/** A clock that stands still until it is told to advance; for tests and simulations. */
export class VirtualClock implements Clock {
  readonly #timers = new TimerQueue();
  #nowMs: number;

  /** @param startMs - The time to begin with, in milliseconds since the epoch. */
  constructor(startMs = 0) {
    this.#nowMs = startMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  schedule(atMs: number, fn: () => void): () => void {
    const dueMs = dueTime(atMs, this.#nowMs);
    return dueMs === Infinity ? neverFires : this.#timers.add(dueMs, fn);
  }

  /** When the next timer is due; `undefined` when none is pending. */
  nextTimerMs(): number | undefined {
    return this.#timers.first()?.atMs;
  }

  /**
   * Advances to `ms`, firing every timer that is due by then, each at its own time; also those that are scheduled
   * meanwhile. What a timer throws comes out here, and the clock then stands at the time of that timer.
   *
   * @throws RangeError if `ms` lies in the past, or is not finite.
   */
  advanceTo(ms: number): void {
    this.#checkTarget(ms);
    while (this.#fireNext(ms));
    this.#nowMs = Math.max(this.#nowMs, ms);
  }

  /** Advances by `ms` milliseconds as {@link advanceTo} does; zero fires what is due now. */
  advanceBy(ms: number): void {
    this.advanceTo(this.#nowMs + ms);
  }

  /**
   * Advances by `byMs` milliseconds and lets the event loop turn before, between and after the timers, so that promises
   * which a timer settles are followed up at the time of that timer. Real input and output may take longer than that.
   *
   * @throws RangeError as {@link advanceTo}, and what a timer throws.
   */
  async advanceAsync(byMs: number): Promise<void> {
    const targetMs = this.#nowMs + byMs;
    this.#checkTarget(targetMs);
    do await settle();
    while (this.#fireNext(targetMs));
    this.#nowMs = Math.max(this.#nowMs, targetMs);
    await settle();
  }

  #fireNext(untilMs: number): boolean {
    const timer = this.#timers.first();
    if (timer === undefined || timer.atMs > untilMs) return false;
    this.#timers.takeFirst();
    this.#nowMs = Math.max(this.#nowMs, timer.atMs);
    timer.fn();
    return true;
  }

  #checkTarget(ms: number): void {
    if (!Number.isFinite(ms)) throw new RangeError(`cannot advance the clock to ${ms}`);
    if (ms < this.#nowMs) throw new RangeError(`cannot turn the clock back from ${this.#nowMs} to ${ms}`);
  }
}

/** Lets every pending promise, and what it hands to the next turn of the event loop, have its turn. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
}
