import type { Clock } from '../../time/index.js';
import type { ProgressWriter } from './progress.js';

/** Whoever waits for less needs no telling. */
const SILENT_MS = 1_000;
const EVERY_MS = 200;
const CLEAR_LINE = '\r\u001b[K';

/** Tells on one line of a terminal how many replications of a plan are done, while that takes long. */
export class ReplicationCounter {
  readonly #out: ProgressWriter;
  readonly #clock: Clock;
  #startedMs: number;
  #toldMs: number | null = null;
  #done = 0;

  constructor(out: ProgressWriter, clock: Clock) {
    this.#out = out;
    this.#clock = clock;
    this.#startedMs = clock.nowMs();
  }

  /** Seconds count from here: what was read before took its own time. */
  start(): void {
    this.#startedMs = this.#clock.nowMs();
  }

  add(): void {
    this.#done++;
    const nowMs = this.#clock.nowMs();
    if (nowMs - this.#startedMs < SILENT_MS || nowMs - (this.#toldMs ?? 0) < EVERY_MS) return;
    this.#toldMs = nowMs;
    const seconds = Math.round((nowMs - this.#startedMs) / 1_000);
    this.#out.write(`${CLEAR_LINE}${this.#done} mornings simulated in ${seconds}s`);
  }

  /** Leaves nothing on the terminal. */
  end(): void {
    if (this.#toldMs !== null) this.#out.write(CLEAR_LINE);
    this.#toldMs = null;
  }
}
