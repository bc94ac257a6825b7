import { type Distribution, samplerOf } from '../stats/index.js';
import type { ModelDraws } from './draws.js';

/**
 * Durations of one distribution and one concern, the same that `ModelDraws.durationUs` gives, with everything done once
 * that does not depend on the key.
 */
export class DurationDraws {
  readonly #draw: (sequence: number) => number;
  readonly #sample: (u: number) => number;
  /** `null` where the durations differ. */
  readonly #constantUs: number | null;

  constructor(draws: ModelDraws, distribution: Distribution, concern: number) {
    this.#draw = draws.of(concern);
    this.#sample = samplerOf(distribution);
    this.#constantUs = distribution.kind === 'constant' ? Math.round(distribution.value) : null;
  }

  /** A duration in whole microseconds, not below 0. */
  us(sequence: number): number {
    if (this.#constantUs !== null) return this.#constantUs;
    return Math.round(this.#sample(this.#draw(sequence)));
  }
}
