import {
  type CapacityQuestion,
  capacity,
  checkTargets,
  closedForms,
  constantProvisioners,
  knee,
  type PlanInputs,
  predict,
  stagger,
  sweep,
  withWindow,
} from '../../../src/plan/index.js';
import type { PlanBasis, PlanReport } from '../../../src/report/index.js';
import { parseThreshold } from '../../../src/thresholds/index.js';
import { parseSchedule } from '../../../src/time/index.js';
import { group, inputs, PLAIN } from '../../plan/scenario.js';

export const BASIS: PlanBasis = {
  workspaces: 40,
  due: 'at 09:00 of any day (UTC)',
  isAnyDay: true,
  provisioners: '10',
  timeZone: 'UTC',
  replications: 5,
  seed: 'plan',
  inputs: [{ name: 'workspaces due', value: '40', origin: 'given', source: '--workspace-count' }],
  fits: [
    {
      template: null,
      fit: {
        fitted: { kind: 'lognormal', p50: 1e6, p95: 2e6 },
        n: 40,
        distance: 0.05,
        critical: 0.215,
        quantiles: [{ p: 0.95, observedUs: 2e6, fittedUs: 2.1e6 }],
      },
    },
  ],
  notes: ['A note.'],
};

/** Forty workspaces, ten provisioners, a minute each: the last of four batches ends 4.5 minutes after the minute. */
export function predicted(overrides: Partial<PlanInputs> = {}): PlanReport {
  const plan = inputs(40, 10, overrides);
  const prediction = predict(plan);
  const answer = { kind: 'predict', prediction, bounds: closedForms(plan), judged: null } as const;
  return { basis: BASIS, answer, nineamVersion: '0.0.0' };
}

/** Twenty at nine and twenty in the afternoon. */
export const TWO_RUSHES: Partial<PlanInputs> = {
  groups: [group(20), group(20, { schedule: parseSchedule('CRON_TZ=UTC 0 15 * * *') })],
};

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
    ends: [
      { end: 'succeeded', happened: 38, predicted: { low: 39, median: 40, high: 40, replications: 5 } },
      { end: 'failed', happened: 2, predicted: { low: 0, median: 0, high: 1, replications: 5 } },
    ],
    predicted: curve,
    recordedMs,
    maxError: null,
  } as const;
  return { basis: BASIS, answer, nineamVersion: '0.0.0' };
}

const TARGETS = { targets: [parseThreshold('ready_p95<5m')], confidence: 0.95 };

/** A prediction that meets a target. */
export function judged(): PlanReport {
  return heldAgainst('ready_p95<5m');
}

/** A prediction that does not. */
export function missedTarget(): PlanReport {
  return heldAgainst('ready_p95<3m');
}

function heldAgainst(target: string): PlanReport {
  const question = { targets: [parseThreshold(target)], confidence: 0.95 };
  const outcome = checkTargets(inputs(40, 10), question.targets, question.confidence);
  const report = predicted();
  return {
    ...report,
    answer: { ...report.answer, judged: { ...question, outcome } } as PlanReport['answer'],
  };
}

/** How many provisioners forty workspaces need: ten. */
export function sized(): PlanReport {
  return capacityOf(TARGETS);
}

/** Fourteen, though with eleven there are enough, and with twelve and thirteen not. */
export function unsteady(): PlanReport {
  const uneven = new Map([
    [12, 2],
    [13, 2],
  ]);
  return capacityOf({
    targets: [parseThreshold('ready_p95<5m')],
    confidence: 0.95,
    withProvisioners: (plan, count) =>
      constantProvisioners(plan, uneven.get(count) ?? (count < 11 ? 1 : count)),
  });
}

/** The tick alone takes longer. */
export function impossible(): PlanReport {
  return capacityOf({ targets: [parseThreshold('ready_p95<20s')], confidence: 0.95 });
}

function capacityOf(question: CapacityQuestion): PlanReport {
  const plan = inputs(40, 10);
  const answer = capacity(plan, question);
  const prediction =
    answer.provisioners === null ? null : predict(constantProvisioners(plan, answer.provisioners));
  return {
    basis: BASIS,
    answer: {
      kind: 'capacity',
      provisionersText: null,
      ...question,
      answer,
      prediction,
      bounds: closedForms(plan),
      keptHours: 1,
    },
    nineamVersion: '0.0.0',
  };
}

/** Over how many minutes they start. */
export function staggered(overrides: Partial<PlanInputs> = {}): PlanReport {
  const plan = inputs(40, 10, overrides);
  const question = { targets: [parseThreshold('ready_p95<3m')], confidence: 0.95, mostMinutes: 30 };
  const answer = stagger(plan, question);
  const after = predict(withWindow(plan, answer.minutes ?? 1));
  const of = { before: predict(plan), after, names: [null], templates: [null] };
  return { basis: BASIS, answer: { kind: 'stagger', ...question, answer, ...of }, nineamVersion: '0.0.0' };
}
