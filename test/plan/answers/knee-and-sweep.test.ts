import { describe, expect, it } from 'vitest';
import { knee, kneeOf, type PlanInputs, SWEEP_INPUTS, sweep, withInput } from '../../../src/plan/index.js';
import { meanOf, sampleAt } from '../../../src/stats/index.js';
import { constant, MINUTE, NINE } from '../../model/scenario.js';
import { group, inputs, PLAIN } from '../scenario.js';

describe('kneeOf', () => {
  it('is the bend of two straight lines', () => {
    const bent = [10, 8, 6, 4, 2, 1.8, 1.6, 1.4].map((y, x) => ({ x, y }));
    expect(kneeOf(bent)).toBe(4);
  });

  it('is where the reciprocal falls as steeply as the line between its ends', () => {
    // 1/x from 1 to 100: steepness 1/100 at x = 10.
    const reciprocal = Array.from({ length: 100 }, (_, i) => ({ x: i + 1, y: 1 / (i + 1) }));
    expect(kneeOf(reciprocal)).toBe(9);
  });

  it('is nowhere on a line, on a curve that rises, and on two points', () => {
    const points = (...ys: number[]) => ys.map((y, x) => ({ x, y }));
    expect(kneeOf(points(3, 2, 1))).toBeNull();
    expect(kneeOf(points(1, 2, 3))).toBeNull();
    expect(kneeOf(points(3, 1))).toBeNull();
  });
});

describe('knee', () => {
  const question = { latency: 'ready', percentile: 'max', keptHours: 2 } as const;

  it('sets provisioner-hours against the delay', () => {
    const answer = knee(inputs(60, 1), { ...question, provisioners: [10, 15, 30, 60] });
    expect(answer.points.map(({ provisionerHours }) => provisionerHours)).toEqual([20, 30, 60, 120]);
    expect(answer.points.map(({ delayMs }) => (delayMs?.median ?? 0) / 1000)).toEqual([390, 270, 150, 90]);
    expect(answer.knee).toBe(2);
  });

  it('leaves out numbers with which not all become ready', () => {
    const { knee: at, points } = knee(inputs(60, 1), { ...question, provisioners: [1, 10, 15, 30, 60] });
    expect(points[0]?.delayMs?.median).toBe(Number.POSITIVE_INFINITY);
    expect(at).toBe(3);
  });

  it.each([
    ['two numbers', { provisioners: [1, 2], keptHours: 1 }],
    ['numbers that fall', { provisioners: [3, 2, 1], keptHours: 1 }],
    ['no hours', { provisioners: [1, 2, 3], keptHours: 0 }],
  ])('refuses %s', (_, wrong) => {
    expect(() => knee(inputs(5, 1), { ...question, ...wrong })).toThrow(/^--(counts|kept-for) must be/);
  });
});

describe('sweep', () => {
  it('predicts every pair of values', () => {
    const rows = { input: 'provisioners', values: [5, 10] } as const;
    const columns = { input: 'service_time_factor', values: [1, 2] } as const;
    const { cells } = sweep(inputs(20, 1), rows, columns);
    const delays = cells.map((row) =>
      row.map(({ latenciesMs }) => (latenciesMs.ready?.max.median ?? 0) / 1000),
    );
    expect(delays).toEqual([
      [30 + 4 * 60, 30 + 4 * 120],
      [30 + 2 * 60, 30 + 2 * 120],
    ]);
  });

  it('varies the number that a calendar asks for, as a knee does', () => {
    // One until 09:01, then the number: the first of four jobs ends at 1:30, with two the second at 2:00.
    const later = (plan: PlanInputs, count: number) => ({
      ...plan,
      provisioners: { initial: 1, steps: [{ atUs: NINE + MINUTE, count }] },
    });
    const rows = { input: 'provisioners', values: [1, 2, 4] } as const;
    const columns = { input: 'failure_rate', values: [0] } as const;
    const { cells } = sweep(inputs(4, 1), rows, columns, later);
    const delays = cells.map(([cell]) => (cell?.latenciesMs.ready?.max.median ?? 0) / 1000);
    expect(delays).toEqual([270, 180, 120]);
    const question = { latency: 'ready', percentile: 'max', keptHours: 1, provisioners: [1, 2, 4] } as const;
    const { points } = knee(inputs(4, 1), { ...question, withProvisioners: later });
    expect(points.map(({ delayMs }) => (delayMs?.median ?? 0) / 1000)).toEqual(delays);
  });

  it('shares a number of workspaces among groups as before', () => {
    const plan = inputs(1, 1, { groups: [group(60), group(30), group(10)] });
    const counts = (value: number) => withInput(plan, 'workspaces', value).groups.map(({ count }) => count);
    expect(counts(10)).toEqual([6, 3, 1]);
    expect(counts(1001)).toEqual([601, 300, 100]);
    expect(counts(1)).toEqual([1]);
  });

  it.each(SWEEP_INPUTS)('varies %s', (input) => {
    const base = inputs(6, 2);
    expect(withInput(base, input, 2)).not.toEqual(withInput(base, input, 1));
  });

  it('keeps the ticks that are given where the number of replicas is the plan’s own', () => {
    const base = inputs(6, 2);
    expect(withInput(base, 'replicas', 1)).toEqual(base);
    expect(withInput(base, 'replicas', 2).parameters).toMatchObject({ replicas: 2, tickPhasesUs: null });
    const two = inputs(6, 2, { parameters: { ...PLAIN, replicas: 2, tickPhasesUs: [1, 2] } });
    expect(withInput(two, 'replicas', 2).parameters.tickPhasesUs).toEqual([1, 2]);
    expect(withInput(two, 'replicas', 1).parameters.tickPhasesUs).toBeNull();
  });

  it('lets ten slots make as many creations a second as it is told, in the plan’s own shape', () => {
    const creation = { kind: 'lognormal', p50: 1_000, p95: 3_000 } as const;
    const parameters = { ...PLAIN, creation, replicas: 2, tickPhasesUs: null };
    const plan = withInput(inputs(6, 2, { parameters }), 'creation_rate', 50);
    const made = plan.parameters.creation ?? constant(0);
    expect(meanOf(made)).toBeCloseTo(200_000, 6);
    expect(sampleAt(made, 0.95) / sampleAt(made, 0.5)).toBeCloseTo(3, 9);
    expect(meanOf(withInput(inputs(6, 2), 'creation_rate', 20).parameters.creation!)).toBe(500_000);
  });

  it('queues as many jobs as it is told, of the templates of those who are due', () => {
    const { cells } = sweep(
      inputs(2, 2),
      { input: 'queued_jobs', values: [0, 4] },
      { input: 'replicas', values: [1] },
    );
    expect(cells.map(([cell]) => (cell?.drainMs.median ?? 0) / 1000)).toEqual([90, 180]);
  });

  it('makes the service times of templates slower as well', () => {
    const templates = [{ ...withInput(inputs(1, 1), 'service_time_factor', 1).parameters.templates![0]! }];
    const own = { start: constant(MINUTE), stop: constant(1), delete: constant(1) };
    const plan = inputs(1, 1, {
      parameters: { ...PLAIN, templates: [{ ...templates[0]!, serviceTime: own }] },
    });
    const slower = withInput(plan, 'service_time_factor', 3).parameters.templates?.[0]?.serviceTime;
    expect(slower).toEqual({ ...own, start: constant(3 * MINUTE) });
  });

  it('refuses the same input twice, and an axis without values', () => {
    const rows = { input: 'provisioners', values: [1] } as const;
    expect(() => sweep(inputs(1, 1), rows, rows)).toThrow(
      '--columns must vary another input than --rows, which has provisioners',
    );
    expect(() => sweep(inputs(1, 1), rows, { input: 'replicas', values: [] })).toThrow('replicas has none');
    const half = { input: 'replicas', values: [0.5] } as const;
    expect(() => sweep(inputs(1, 1), rows, half)).toThrow(
      'provisioners=1, replicas=0.5: replicas: must be a whole number',
    );
  });
});
