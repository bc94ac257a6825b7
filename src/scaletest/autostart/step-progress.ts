import type { RunEventListener, RunnerState, SetupStep } from '../../storm/index.js';
import type { Clock } from '../../time/index.js';

/** Follows one runner through its states and emits each change as a progress event. */
export class StepProgress {
  readonly #index: number;
  readonly #clock: Clock;
  readonly #emit: RunEventListener;
  #state: RunnerState = 'waiting';
  #step: SetupStep = 'user';

  constructor(index: number, clock: Clock, emit: RunEventListener) {
    this.#index = index;
    this.#clock = clock;
    this.#emit = emit;
  }

  /** The set-up step that began last; the first one before any has begun. */
  get step(): SetupStep {
    return this.#step;
  }

  begin(step: SetupStep): void {
    if (this.#state === step) return;
    this.#step = step;
    this.enter(step);
  }

  enter(to: RunnerState): void {
    const from = this.#state;
    this.#state = to;
    this.#emit({ type: 'runner', index: this.#index, from, to, atMs: this.#clock.nowMs() });
  }
}
