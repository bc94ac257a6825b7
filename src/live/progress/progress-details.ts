import { RUN_STAGES, type RunStage, SETUP_STEPS } from '../../storm/index.js';
import { duration, type Note, notes } from './note.js';
import type { ProgressView } from './progress-model.js';

/** A stage of the run, and whether it is over. */
export interface StageText {
  readonly text: string;
  readonly state: 'past' | 'present' | 'to_come';
}

/**
 * What a screen has room for, and a log has not.
 *
 * | kind | shows |
 * |---|---|
 * | `state` | how many of all runners are in one state |
 * | `completions` | how many builds ended, over the time since the scheduled minute |
 * | `stages` | every stage of the run: how long it took, or that it is still to come |
 */
export type Detail =
  | { readonly kind: 'state'; readonly label: string; readonly count: number; readonly total: number }
  | { readonly kind: 'completions'; readonly counts: readonly number[]; readonly notes: readonly Note[] }
  | {
      readonly kind: 'stages';
      readonly stages: readonly StageText[];
    };

/** States of set-up that somebody may be in; the barrier is where they are done with it. */
export const RUNNERS_SHOWN = ['waiting', ...SETUP_STEPS.filter((step) => step !== 'barrier')] as const;

/** The details of a view, from the present stage to the whole run. */
export function progressDetails(view: ProgressView): Detail[] {
  return [...stateDetails(view), ...completionDetails(view), stageDetail(view)];
}

/** Stages as the list of them names each; those that nobody waits for are left out. */
const LISTED_STAGES: Readonly<Partial<Record<RunStage, string>>> = {
  setup: 'set-up',
  schedule: 'schedules',
  wait: 'wait',
  storm: 'storm',
  collect: 'records',
  cleanup: 'cleanup',
};

function stageDetail({ stage, stageForMs, pastStages }: ProgressView): Detail {
  const stages = RUN_STAGES.flatMap((one): StageText[] => {
    const name = LISTED_STAGES[one];
    if (name === undefined) return [];
    if (one === stage) return [{ text: `${name} ${duration(stageForMs)}`, state: 'present' }];
    const tookMs = pastStages.get(one);
    return tookMs === undefined
      ? [{ text: name, state: 'to_come' }]
      : [{ text: `${name} ${duration(tookMs)}`, state: 'past' }];
  });
  return { kind: 'stages', stages };
}

function stateDetails({ stage, runners, total }: ProgressView): Detail[] {
  if (stage !== 'setup') return [];
  return RUNNERS_SHOWN.filter((state) => runners[state] > 0).map((state) => ({
    kind: 'state',
    label: state,
    count: runners[state],
    total,
  }));
}

function completionDetails({ stage, completions, slowest }: ProgressView): Detail[] {
  if ((stage !== 'storm' && stage !== 'collect') || slowest === null) return [];
  const text = `slowest so far: workspace ${slowest.index}, ${duration(slowest.afterMs)} after the minute`;
  return [{ kind: 'completions', counts: completions, notes: notes([text], 'plain') }];
}
