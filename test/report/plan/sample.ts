import {
  capacity,
  checkTargets,
  closedForms,
  knee,
  type PlanInputs,
  predict,
  stagger,
  sweep,
} from '../../../src/plan/index.js';
import type { PlanBasis, PlanReport } from '../../../src/report/index.js';
import { parseThreshold } from '../../../src/thresholds/index.js';
import { inputs, PLAIN } from '../../plan/scenario.js';

export const BASIS: PlanBasis = {
  workspaces: 40,
  due: 'at 09:00 of any day (UTC)',
  provisioners: '10',
  timeZone: 'UTC',
  replications: 5,
  seed: 'plan',
  inputs: [{ name: 'workspaces due', value: '40', origin: 'given', source: '--workspace-count' }],
  fit: {
    fitted: { kind: 'lognormal', p50: 1e6, p95: 2e6 },
    n: 40,
    distance: 0.05,
    critical: 0.215,
    quantiles: [{ p: 0.95, observedUs: 2e6, fittedUs: 2.1e6 }],
  },
  notes: ['A note.'],
};

/** Forty workspaces, ten provisioners, a minute each: the last of four batches ends 4.5 minutes after the minute. */
export function predicted(overrides: Partial<PlanInputs> = {}): PlanReport {
  const plan = inputs(40, 10, overrides);
  const prediction = predict(plan);
  const answer = { kind: 'predict', prediction, bounds: closedForms(plan), judged: null } as const;
  return { basis: BASIS, answer, nineamVersion: '0.0.0' };
}

/** Provisioners against windows, with cells that are never reached. */
export function swept(): PlanReport {
  const lost = { ...PLAIN, failureRate: { start: 0, stop: 0, delete: 0 } };
  const cells = sweep(
    inputs(40, 10, { parameters: lost, replications: 2 }),
    { input: 'provisioners', values: [10, 20] },
    { input: 'failure_rate', values: [0, 1] },
  );
  const metric = { latency: 'ready', percentile: 'p95' } as const;
  return { basis: BASIS, answer: { kind: 'sweep', metric, sweep: cells }, nineamVersion: '0.0.0' };
}

/** Delay of five numbers of provisioners. */
export function bent(): PlanReport {
  const metric = { latency: 'ready', percentile: 'p95' } as const;
  const provisioners = [2, 4, 8, 20, 40];
  const answer = knee(inputs(40, 10, { replications: 2 }), { ...metric, provisioners, keptHours: 1 });
  return { basis: BASIS, answer: { kind: 'knee', metric, answer, keptHours: 1 }, nineamVersion: '0.0.0' };
}

/** A storm that took half a minute longer than was predicted of each share. */
export function checked(): PlanReport {
  const { curve } = predict(inputs(40, 10)).mornings[0] ?? {};
  if (curve === undefined) throw new Error('a prediction has a morning');
  const recordedMs = curve.medianMs.map((ms) => ms + 30_000);
  const answer = {
    kind: 'check',
    storm: '40 starts',
    figures: [
      { figure: 'total p95', recordedUs: 2e6, predictedUs: 1e6, leastUs: 9e5, greatestUs: 11e5, error: -0.5 },
    ],
    predicted: curve,
    recordedMs,
    maxError: null,
  } as const;
  return { basis: BASIS, answer, nineamVersion: '0.0.0' };
}

const TARGETS = { targets: [parseThreshold('ready_p95<5m')], confidence: 0.95 };

/** A prediction that is held against a target. */
export function judged(): PlanReport {
  const report = predicted();
  const outcome = checkTargets(inputs(40, 10), TARGETS.targets, TARGETS.confidence);
  return { ...report, answer: { ...report.answer, judged: { ...TARGETS, outcome } } as PlanReport['answer'] };
}

/** How many provisioners forty workspaces need. */
export function sized(): PlanReport {
  const plan = inputs(40, 10);
  const answer = capacity(plan, TARGETS);
  const [prediction, bounds] = [predict(plan), closedForms(plan)];
  return {
    basis: BASIS,
    answer: {
      kind: 'capacity',
      provisionersText: null,
      ...TARGETS,
      answer,
      prediction,
      bounds,
      keptHours: 1,
    },
    nineamVersion: '0.0.0',
  };
}

/** Over how many minutes they start. */
export function staggered(): PlanReport {
  const plan = inputs(40, 10);
  const question = { targets: [parseThreshold('ready_p95<3m')], confidence: 0.95, mostMinutes: 30 };
  const answer = stagger(plan, question);
  const of = { before: predict(plan), after: predict(plan), names: [null], templates: [null] };
  return { basis: BASIS, answer: { kind: 'stagger', ...question, answer, ...of }, nineamVersion: '0.0.0' };
}
