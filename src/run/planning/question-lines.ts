import type { SweepAxis } from '../../plan/index.js';
import type { PlanBasis } from '../../report/index.js';
import { type InputLine, variedLine } from './input-line.js';
import type { PlanQuestion } from './plan-request.js';

/** What a plan was made from, whatever is asked of it. */
export interface PlannedBasis extends PlanBasis {
  readonly inputs: readonly InputLine[];
}

/** What a plan was made from, as far as the question does not put something else in its place. */
export function basisOf(question: PlanQuestion, basis: PlannedBasis): PlannedBasis {
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

function sweptBasis(basis: PlannedBasis, axes: readonly (readonly [string, SweepAxis])[]): PlannedBasis {
  const inputs = new Set(axes.map(([, { input }]) => input));
  const swept = axes.map(
    ([flag, { input, values }]): InputLine => ({
      name: `${input}, varied`,
      value: values.join(', '),
      origin: 'given',
      source: flag,
    }),
  );
  return {
    ...basis,
    workspaces: inputs.has('workspaces') ? null : basis.workspaces,
    inputs: [...swept, ...basis.inputs.flatMap((line) => variedLine(line, inputs) ?? [])],
  };
}

function replacedWindow(line: InputLine): InputLine {
  if (!line.parts?.some(({ input }) => input === 'window_minutes')) return line;
  return { ...line, source: `${line.source}; the window is as planned, the proposal takes its place` };
}
