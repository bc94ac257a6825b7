import type { Transition } from '../storm/index.js';
import type { BuildRecord } from './build.js';
import { Concern } from './draws.js';
import type { ModelParts } from './model-state.js';
import type { FailureCause } from './parameters.js';

type FailureParts = Pick<ModelParts, 'draws' | 'parameters'>;
type FailingJob = Pick<BuildRecord, 'sequence' | 'transition'>;

/** Which jobs fail, and how: drawn for each job, so that asking again gives the same answer. */
export class Failures {
  readonly #parts: FailureParts;
  readonly #totalWeight: number;
  readonly #anyAtPreparation: boolean;

  constructor(parts: FailureParts) {
    this.#parts = parts;
    const { failureCauses } = parts.parameters;
    this.#totalWeight = failureCauses.reduce((sum, { weight }) => sum + weight, 0);
    this.#anyAtPreparation = failureCauses.some(({ kind, weight }) => kind === 'preparation' && weight > 0);
  }

  /** Whether jobs of this transition can fail at all. */
  areThere(transition: Transition): boolean {
    return this.#parts.parameters.failureRate[transition] > 0;
  }

  /** The cause of a failure that comes as soon as the job is taken; `null` when none does. */
  atPreparation(build: FailingJob): FailureCause | null {
    if (!this.#anyAtPreparation) return null;
    const cause = this.atEnd(build);
    return cause?.kind === 'preparation' ? cause : null;
  }

  /** The cause of the job's failure; `null` when it succeeds. */
  atEnd({ sequence, transition }: FailingJob): FailureCause | null {
    const { draws, parameters } = this.#parts;
    const rate = parameters.failureRate[transition];
    if (rate === 0 || draws.uniform(Concern.failure, sequence) >= rate) return null;
    const drawn = draws.uniform(Concern.failureCause, sequence) * this.#totalWeight;
    let passed = 0;
    let chosen: FailureCause | null = null;
    for (const cause of parameters.failureCauses) {
      if (passed > drawn || cause.weight === 0) continue;
      chosen = cause;
      passed += cause.weight;
    }
    return chosen;
  }
}
