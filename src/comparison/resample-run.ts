import { firstCreations, sortedServiceUs } from '../analysis/index.js';
import { replayQueue } from '../model/index.js';
import { nearestRank, type UniformDraw } from '../stats/index.js';
import type { ComparedRun } from './compared-run.js';

/** What one run's builds would have taken if chance had dealt other service times. */
export class RunResampler {
  readonly #createdUs: readonly number[];
  /** Of each created build: microseconds to be taken from its completion to get its latency. */
  readonly #beginUs: readonly number[];
  readonly #usable: readonly boolean[];
  /** Service times of the run as its analysis has them, in microseconds. */
  readonly #serviceUs: Float64Array;
  /** Completed to usable: what agents take; zeros where none is waited for. */
  readonly #afterUs: readonly number[];
  readonly #due: number;
  readonly #provisioners: number;

  constructor({ starts, provisioners }: ComparedRun) {
    const firstUs = firstCreations(starts);
    const created = starts.filter((start) => start.createdUs !== null);
    this.#createdUs = created.map((start) => start.createdUs ?? 0);
    this.#beginUs = created.map((start) => firstUs.get(start.scheduledUs) ?? 0);
    this.#usable = created.map((start) => start.usableUs !== null);
    this.#serviceUs = sortedServiceUs(starts);
    this.#afterUs = created.flatMap((start) =>
      start.usableUs === null || start.completedUs === null ? [] : [start.usableUs - start.completedUs],
    );
    this.#due = starts.length;
    this.#provisioners = provisioners ?? Math.max(1, created.length);
  }

  /** Why it cannot be resampled, in words; `null` if it can. */
  get obstacle(): string | null {
    return this.#serviceUs.length === 0 || this.#afterUs.length === 0
      ? 'no build of it succeeded, so nothing is known of service times'
      : null;
  }

  /**
   * Latencies of all due as in `latenciesAfterFirst`, of the recorded creations with service times drawn anew from
   * those of the run. Which builds became usable stays as it was.
   */
  draw(uniform: UniformDraw): Float64Array {
    const service = this.#createdUs.map(() => nearestRank(this.#serviceUs, uniform()));
    const { completedUs } = replayQueue(this.#createdUs, service, this.#provisioners);
    const latenciesMs = new Float64Array(this.#due).fill(Number.POSITIVE_INFINITY);
    for (const [index, usable] of this.#usable.entries()) {
      const afterUs = nearestRank(this.#afterUs, uniform());
      if (usable)
        latenciesMs[index] = ((completedUs[index] ?? 0) + afterUs - (this.#beginUs[index] ?? 0)) / 1000;
    }
    return latenciesMs.sort();
  }
}
