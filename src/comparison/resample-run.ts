import { firstCreations, sortedServiceUs } from '../analysis/index.js';
import { replaySortedQueue } from '../model/index.js';
import { rankOf, selectRanks, type UniformDraw } from '../stats/index.js';
import type { ComparedRun } from './compared-run.js';

/** What one run's builds would have taken if chance had dealt other service times. */
export class RunResampler {
  /** Of each created build, first created first; microseconds since the first creation. */
  readonly #createdUs: Float64Array;
  /** Of each created build: to be taken from its completion to get its latency, on the same scale. */
  readonly #beginUs: Float64Array;
  readonly #usable: Uint8Array;
  /** Service times of the run as its analysis has them, in microseconds. */
  readonly #serviceUs: Float64Array;
  /** Completed to usable: what agents take; zeros where none is waited for. */
  readonly #afterUs: Float64Array;
  readonly #provisioners: number | null;
  /** Used again for every draw. */
  readonly #completedUs: Float64Array;
  readonly #latenciesMs: Float64Array;

  constructor({ starts, provisioners }: ComparedRun) {
    const firstUs = firstCreations(starts);
    const created = starts
      .filter((start) => start.createdUs !== null)
      .sort((a, b) => (a.createdUs ?? 0) - (b.createdUs ?? 0));
    const zeroUs = created[0]?.createdUs ?? 0;
    this.#createdUs = Float64Array.from(created, (start) => (start.createdUs ?? 0) - zeroUs);
    this.#beginUs = Float64Array.from(created, (start) => (firstUs.get(start.scheduledUs) ?? 0) - zeroUs);
    this.#usable = Uint8Array.from(created, (start) => (start.usableUs === null ? 0 : 1));
    this.#serviceUs = sortedServiceUs(starts);
    const afterUs = created.flatMap((start) =>
      start.usableUs === null || start.completedUs === null ? [] : [start.usableUs - start.completedUs],
    );
    this.#afterUs = Float64Array.from(afterUs);
    this.#provisioners = provisioners;
    this.#completedUs = new Float64Array(created.length);
    this.#latenciesMs = new Float64Array(starts.length);
  }

  /** Why it cannot be resampled, in words; `null` if it can. */
  get obstacle(): string | null {
    return this.#serviceUs.length === 0 || this.#afterUs.length === 0
      ? 'no build of it succeeded, so nothing is known of service times'
      : null;
  }

  /**
   * Percentiles of latencies of all due as in `latenciesAfterFirst`, of the recorded creations with service times drawn
   * anew from those of the run. Which builds became usable stays as it was.
   * @param probabilities - Ascending.
   * @returns Milliseconds, in their order.
   */
  draw(uniform: UniformDraw, probabilities: readonly number[]): number[] {
    const completedUs = this.#completedUs;
    fillWithDraws(completedUs, this.#serviceUs, uniform);
    if (this.#provisioners === null) addTo(completedUs, this.#createdUs);
    else replaySortedQueue(this.#createdUs, completedUs, this.#provisioners, completedUs);
    const latenciesMs = this.#latenciesMs.fill(Number.POSITIVE_INFINITY);
    fillWithDraws(latenciesMs.subarray(0, completedUs.length), this.#afterUs, uniform);
    for (let i = 0; i < completedUs.length; i++) {
      if (this.#usable[i] === 0) latenciesMs[i] = Number.POSITIVE_INFINITY;
      else {
        const us = (completedUs[i] as number) + (latenciesMs[i] as number) - (this.#beginUs[i] as number);
        latenciesMs[i] = us / 1000;
      }
    }
    const ranks = probabilities.map((p) => rankOf(p, latenciesMs.length));
    selectRanks(latenciesMs, ranks);
    return ranks.map((rank) => latenciesMs[rank - 1] as number);
  }
}

/** Fills a list with values of another, each equally likely; nothing is drawn where they are all the same. */
function fillWithDraws(list: Float64Array, from: Float64Array, uniform: UniformDraw): void {
  const { length } = from;
  const first = from[0] as number;
  if (from.every((value) => value === first)) {
    list.fill(first);
    return;
  }
  for (let i = 0; i < list.length; i++) list[i] = from[Math.floor(uniform() * length)] as number;
}

function addTo(list: Float64Array, others: Float64Array): void {
  for (let i = 0; i < list.length; i++) list[i] = (list[i] as number) + (others[i] as number);
}
