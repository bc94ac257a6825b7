import type { Clock, VirtualClock } from '../../../src/time/index.js';

/**
 * The clock of a machine that can be put to sleep, while the time of everybody else goes on. Its monotonic time stands
 * still meanwhile, as on Linux, or goes on, as elsewhere; then every timer that came due fires at once on waking.
 */
export class SleepingMachine implements Clock {
  readonly #others: VirtualClock;
  readonly #standsStill: boolean;
  #lostMs = 0;
  #wakesAtMs = Number.NEGATIVE_INFINITY;

  constructor(others: VirtualClock, standsStill: boolean) {
    this.#others = others;
    this.#standsStill = standsStill;
  }

  nowMs(): number {
    return this.#others.nowMs() - this.#lostMs;
  }

  schedule(atMs: number, fn: () => void): () => void {
    let cancel = (): void => undefined;
    const arm = (othersMs: number): void => {
      cancel = this.#others.schedule(othersMs, () => {
        if (this.#others.nowMs() < this.#wakesAtMs) arm(this.#wakesAtMs);
        else if (this.nowMs() < atMs) arm(atMs + this.#lostMs);
        else fn();
      });
    };
    arm(atMs + this.#lostMs);
    return () => cancel();
  }

  /** Falls asleep now, and calls back on waking, before any timer fires. */
  sleep(ms: number, woken: () => void): void {
    this.#wakesAtMs = this.#others.nowMs() + ms;
    this.#others.schedule(this.#wakesAtMs, () => {
      if (this.#standsStill) this.#lostMs += ms;
      woken();
    });
  }
}
