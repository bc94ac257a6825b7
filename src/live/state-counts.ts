import { OUTCOME_KINDS, type OutcomeKind } from '../storm/index.js';
import { RUNNERS_SHOWN } from './progress/progress-details.js';
import type { ProgressView } from './progress/progress-model.js';
import { endedCount } from './progress/progress-report.js';

/** How many workspaces of the run are in one state, and how that state is meant. */
export interface StateCount {
  readonly label: string;
  readonly count: number;
  readonly tone: 'under_way' | 'good' | 'bad';
}

const RUNNER_WORDS: Readonly<Record<(typeof RUNNERS_SHOWN)[number], string>> = {
  waiting: 'waiting for their turn',
  user: 'user being created',
  login: 'user logging in',
  workspace: 'workspace being created',
  start: 'first start',
  stop: 'being stopped',
  schedule: 'schedule being stored',
};

const OUTCOME_WORDS: Readonly<Record<OutcomeKind, string>> = {
  ready: 'ready',
  started: 'started',
  failed: 'failed',
  canceled: 'canceled',
  missed: 'missed',
  timed_out: 'timed out',
  interrupted: 'interrupted',
  setup_failed: 'failed in set-up',
};

/**
 * Every workspace of the run in exactly one state. States that nobody is in are left out.
 *
 * | stage | states |
 * |---|---|
 * | until the storm | what its runner does |
 * | storm | what the newest hint says |
 * | afterwards | its outcome, once there are any |
 */
export function stateCounts(view: ProgressView): readonly StateCount[] {
  return counts(view).filter(({ count }) => count > 0);
}

function counts(view: ProgressView): readonly StateCount[] {
  switch (view.stage) {
    case null:
    case 'preflight':
    case 'setup':
    case 'schedule':
    case 'wait':
      return setupCounts(view);
    case 'storm':
      return stormCounts(view);
    case 'collect':
    case 'report':
    case 'cleanup':
    case 'done': {
      const known = OUTCOME_KINDS.some((kind) => kind !== 'setup_failed' && view.outcomes[kind] > 0);
      return known || view.scheduled === 0 ? outcomeCounts(view) : stormCounts(view);
    }
    default:
      return view.stage satisfies never;
  }
}

function setupCounts({ runners }: ProgressView): StateCount[] {
  return [
    ...RUNNERS_SHOWN.map((state) => underWay(RUNNER_WORDS[state], runners[state])),
    { label: 'set up', count: runners.barrier, tone: 'good' },
    { label: 'scheduled', count: runners.scheduled, tone: 'good' },
    { label: 'failed in set-up', count: runners.done, tone: 'bad' },
  ];
}

function stormCounts(view: ProgressView): StateCount[] {
  const { hints, scheduled, total } = view;
  return [
    underWay('not ended yet', scheduled - endedCount(view)),
    { label: 'start succeeded', count: hints.succeeded, tone: 'good' },
    { label: 'start failed', count: hints.failed, tone: 'bad' },
    { label: 'start canceled', count: hints.canceled, tone: 'bad' },
    { label: 'not part of the storm', count: total - scheduled, tone: 'bad' },
  ];
}

function outcomeCounts({ outcomes, total }: ProgressView): StateCount[] {
  const told = OUTCOME_KINDS.reduce((sum, kind) => sum + outcomes[kind], 0);
  return [
    underWay('outcome not known yet', total - told),
    ...OUTCOME_KINDS.map(
      (kind): StateCount => ({
        label: OUTCOME_WORDS[kind],
        count: outcomes[kind],
        tone: kind === 'ready' || kind === 'started' ? 'good' : 'bad',
      }),
    ),
  ];
}

function underWay(label: string, count: number): StateCount {
  return { label, count, tone: 'under_way' };
}
