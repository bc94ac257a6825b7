import { closedForms, type PlanInputs, predict } from '../../../src/plan/index.js';
import type { PlanBasis, PlanReport } from '../../../src/report/index.js';
import { inputs } from '../../plan/scenario.js';

export const BASIS: PlanBasis = {
  workspaces: 40,
  due: 'at 09:00 of any day (UTC)',
  provisioners: '10',
  timeZone: 'UTC',
  replications: 5,
  seed: 'plan',
  inputs: [{ name: 'workspaces due', value: '40', origin: 'given', source: '--workspace-count' }],
  notes: ['A note.'],
};

/** Forty workspaces, ten provisioners, a minute each: the last of four batches ends 4.5 minutes after the minute. */
export function predicted(overrides: Partial<PlanInputs> = {}): PlanReport {
  const plan = inputs(40, 10, overrides);
  const prediction = predict(plan);
  const answer = { kind: 'predict', prediction, bounds: closedForms(plan), judged: null } as const;
  return { basis: BASIS, answer, nineamVersion: '0.0.0' };
}
