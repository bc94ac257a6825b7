import { performance } from 'node:perf_hooks';

import type { Clock } from './clock.js';
import { dueTime, neverFires } from './due-time.js';
import { TimerQueue } from './timer-queue.js';

/** Where {@link SystemClock} gets its time from. */
export interface SystemClockSources {
  /** Wall time in milliseconds since the epoch; may step. Read once. */
  wallMs(): number;
  /** Milliseconds since some fixed instant; never goes back, should have a fraction. */
  monotonicMs(): number;
  /**
   * Calls `fn` once, in a later turn of the event loop, at least `delayMs` from now or a little earlier.
   *
   * @param delayMs - A whole number from 0 to {@link LONGEST_DELAY_MS}; 0 asks for the next turn.
   * @returns A function that cancels the call.
   */
  after(delayMs: number, fn: () => void): () => void;
}

/** The longest delay that `setTimeout` keeps; it takes a longer one for 1 ms. */
export const LONGEST_DELAY_MS = 2 ** 31 - 1;

const processSources: SystemClockSources = {
  wallMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  after(delayMs, fn) {
    // `setTimeout` would make 1 ms of 0.
    if (delayMs === 0) {
      const immediate = setImmediate(fn);
      return () => clearImmediate(immediate);
    }
    const timeout = setTimeout(fn, delayMs);
    return () => clearTimeout(timeout);
  },
};

/**
 * Real time: the wall time at construction, carried on by the monotonic clock. So a step of the wall clock moves
 * neither the present nor a timer. It stands still while the machine sleeps if the monotonic clock does, as on Linux.
 * Resolution is below a microsecond. Pending timers keep the process alive.
 *
 * All timers share one `setTimeout`, that of the first. They fire in one turn of the event loop each, so promises
 * that one of them settles are followed up before the next fires, and what one of them throws holds up no other.
 */
export class SystemClock implements Clock {
  readonly #sources: SystemClockSources;
  readonly #originMs: number;
  readonly #timers = new TimerQueue();
  /** When the one real timer will wake us; `undefined` while none is set. */
  #alarm: { readonly atMs: number; readonly cancel: () => void } | undefined;

  constructor(sources: SystemClockSources = processSources) {
    this.#sources = sources;
    this.#originMs = sources.wallMs() - sources.monotonicMs();
  }

  nowMs(): number {
    return this.#originMs + this.#sources.monotonicMs();
  }

  schedule(atMs: number, fn: () => void): () => void {
    const dueMs = dueTime(atMs, this.nowMs());
    if (dueMs === Infinity) return neverFires;
    const remove = this.#timers.add(dueMs, fn);
    this.#setAlarm();
    return () => {
      remove();
      // An alarm that has become too early does no harm, but an idle one would keep the process alive.
      if (this.#timers.size === 0) this.#clearAlarm();
    };
  }

  #setAlarm(): void {
    const first = this.#timers.first();
    if (first === undefined || (this.#alarm !== undefined && this.#alarm.atMs <= first.atMs)) return;
    this.#clearAlarm();
    const delayMs = Math.ceil(Math.max(0, first.atMs - this.nowMs()));
    const cancel = this.#sources.after(Math.min(delayMs, LONGEST_DELAY_MS), () => this.#wake());
    this.#alarm = { atMs: first.atMs, cancel };
  }

  #clearAlarm(): void {
    this.#alarm?.cancel();
    this.#alarm = undefined;
  }

  #wake(): void {
    this.#alarm = undefined;
    const first = this.#timers.first();
    const due = first !== undefined && first.atMs <= this.nowMs() ? this.#timers.takeFirst() : undefined;
    this.#setAlarm();
    due?.fn();
  }
}
