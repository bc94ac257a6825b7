import type { RunEvent, RunStage, SetupStep } from '../../../src/storm/index.js';

/** What a run does, in order, as the fault matrix divides it. */
export const PHASES = [
  'preflight',
  'user',
  'login',
  'create',
  'wait',
  'stop',
  'barrier',
  'schedule',
  'storm',
  'collect',
  'cleanup',
] as const;
export type Phase = (typeof PHASES)[number];

/** Steps of runners that are phases here, under the matrix's names. */
const STEP_PHASES: Partial<Record<SetupStep, Phase>> = {
  user: 'user',
  login: 'login',
  workspace: 'create',
  start: 'wait',
  stop: 'stop',
};

/** A stage of the whole run, as far as it begins one phase or ends another. */
const STAGE_PHASES: Partial<Record<RunStage, { readonly ends: readonly Phase[]; readonly begins?: Phase }>> =
  {
    // The feed is connected before the first runner says that it creates its user.
    setup: { ends: ['preflight'], begins: 'user' },
    schedule: { ends: [], begins: 'barrier' },
    storm: { ends: ['schedule'], begins: 'storm' },
    collect: { ends: ['schedule', 'storm'], begins: 'collect' },
    report: { ends: ['barrier', 'schedule', 'storm', 'collect'] },
    cleanup: { ends: [], begins: 'cleanup' },
  };

/**
 * Tells when phases begin and end, by the run's own progress. Steps of runners overlap: such a phase begins with the
 * first runner that enters it and ends with the last that leaves it.
 *
 * | phase | from | to |
 * |---|---|---|
 * | preflight | the run's begin | set-up begins |
 * | user | set-up begins: the feed connects | the last runner has its user |
 * | login, create, wait, stop | the first runner enters the step | the last one leaves it |
 * | barrier | everybody has arrived | the minute is decided |
 * | schedule | the minute is decided | the minute: by then schedules are stored and verified |
 * | storm | the minute | every wait has ended |
 * | collect | every wait has ended | the report is made |
 * | cleanup | cleanup begins | the run's end |
 */
export class PhaseWatch {
  readonly #runners: number;
  readonly #onBegin: (phase: Phase) => void;
  readonly #onEnd: (phase: Phase) => void;
  readonly #left = new Map<SetupStep, number>();
  readonly #begun = new Set<Phase>();
  readonly #ended = new Set<Phase>();

  constructor(runners: number, onBegin: (phase: Phase) => void, onEnd: (phase: Phase) => void) {
    this.#runners = runners;
    this.#onBegin = onBegin;
    this.#onEnd = onEnd;
    this.#begin('preflight');
  }

  event(event: RunEvent): void {
    if (event.type === 'stage') {
      const { ends = [], begins } = STAGE_PHASES[event.stage] ?? {};
      for (const phase of ends) this.#end(phase);
      if (begins !== undefined) this.#begin(begins);
    }
    if (event.type === 'scheduled') {
      this.#end('barrier');
      this.#begin('schedule');
    }
    if (event.type === 'runner') {
      this.#leaves(event.from as SetupStep);
      const entered = STEP_PHASES[event.to as SetupStep];
      if (entered !== undefined) this.#begin(entered);
    }
  }

  #leaves(step: SetupStep): void {
    const phase = STEP_PHASES[step];
    if (phase === undefined) return;
    const left = (this.#left.get(step) ?? 0) + 1;
    this.#left.set(step, left);
    if (left === this.#runners) this.#end(phase);
  }

  #begin(phase: Phase): void {
    if (this.#begun.has(phase)) return;
    this.#begun.add(phase);
    this.#onBegin(phase);
  }

  #end(phase: Phase): void {
    if (!this.#begun.has(phase) || this.#ended.has(phase)) return;
    this.#ended.add(phase);
    this.#onEnd(phase);
  }
}
