import type { SweepAxis, SweepInput } from '../../plan/index.js';
import type { PlanBasis, PlanInputLine } from '../../report/index.js';
import type { PlanQuestion } from './plan-request.js';

/** Lines of inputs that a sweep takes the place of; those of `null` it changes, and they stay. */
const SWEPT_LINES: Readonly<Record<SweepInput, string | null>> = {
  provisioners: null,
  workspaces: 'workspaces due',
  replicas: 'replicas',
  window_minutes: 'schedule window',
  service_time_factor: null,
  failure_rate: 'failures of starts',
  background_per_minute: 'other builds a minute',
  queued_jobs: 'jobs queued before',
  creation_rate: 'creation of one build',
};

/** What a plan was made from, as far as the question does not put something else in its place. */
export function basisOf(question: PlanQuestion, basis: PlanBasis): PlanBasis {
  switch (question.kind) {
    case 'sweep':
      return sweptBasis(basis, [
        ['--rows', question.rows],
        ['--columns', question.columns],
      ]);
    case 'stagger':
      return { ...basis, inputs: basis.inputs.map(replacedWindow) };
    default:
      return basis;
  }
}

function sweptBasis(basis: PlanBasis, axes: readonly (readonly [string, SweepAxis])[]): PlanBasis {
  const hidden = new Set(axes.map(([, { input }]) => SWEPT_LINES[input]));
  const swept = axes.map(
    ([flag, { input, values }]): PlanInputLine => ({
      name: `${input}, varied`,
      value: values.join(', '),
      origin: 'given',
      source: flag,
    }),
  );
  const sweepsWorkspaces = axes.some(([, { input }]) => input === 'workspaces');
  return {
    ...basis,
    workspaces: sweepsWorkspaces ? null : basis.workspaces,
    inputs: [...swept, ...basis.inputs.filter(({ name }) => !hidden.has(name))],
  };
}

function replacedWindow(line: PlanInputLine): PlanInputLine {
  if (line.name !== SWEPT_LINES.window_minutes) return line;
  return { ...line, source: `${line.source}; as planned, the proposal takes its place` };
}
