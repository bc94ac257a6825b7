import type { RunEvent, RunEventListener, RunnerState, RunStage } from '../../storm/index.js';

/** When a runner entered a state, in milliseconds of deployment time. */
export interface RunnerStep {
  readonly state: RunnerState;
  readonly atMs: number;
}

/** Something that happened to the run as a whole, in words that no server chose. */
export interface RunMark {
  readonly name: string;
  readonly atMs: number;
}

/** More marks than these say nothing new: a feed that is lost again and again. */
const MOST_MARKS = 100;

/** Keeps of a run's events what its trace is made of. */
export class RunTimeline {
  readonly #stages: { readonly stage: RunStage; readonly atMs: number }[] = [];
  readonly #marks: RunMark[] = [];
  readonly #runners = new Map<number, RunnerStep[]>();

  /** In the order in which they were entered. */
  get stages(): readonly { readonly stage: RunStage; readonly atMs: number }[] {
    return this.#stages;
  }

  get marks(): readonly RunMark[] {
    return this.#marks;
  }

  /** Indexes of all runners that have begun, and what they did. */
  get runners(): ReadonlyMap<number, readonly RunnerStep[]> {
    return this.#runners;
  }

  readonly onEvent: RunEventListener = (event: RunEvent): void => {
    switch (event.type) {
      case 'stage':
        this.#stages.push({ stage: event.stage, atMs: event.atMs });
        return;
      case 'runner':
        this.#step(event.index, { state: event.to, atMs: event.atMs });
        return;
      case 'scheduled':
        this.#mark('schedule decided', event.atMs);
        return;
      case 'feed':
        if (event.state !== 'reconciled') this.#mark(`feed ${event.state}`, event.atMs);
        return;
      case 'hint':
      case 'outcome':
      case 'queue':
      case 'cleanup':
      case 'notice':
        return;
      default:
        event satisfies never;
    }
  };

  #step(index: number, step: RunnerStep): void {
    const steps = this.#runners.get(index);
    if (steps === undefined) this.#runners.set(index, [step]);
    else steps.push(step);
  }

  #mark(name: string, atMs: number): void {
    if (this.#marks.length < MOST_MARKS) this.#marks.push({ name, atMs });
  }
}
