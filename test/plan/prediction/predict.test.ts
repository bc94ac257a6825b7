import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { measuredAgents, PLAIN_TEMPLATE } from '../../../src/model/index.js';
import { type PlanInputs, planInputs, predict } from '../../../src/plan/index.js';
import { parseSchedule } from '../../../src/time/index.js';
import { constant, MINUTE, NINE, SECOND, sameFor } from '../../model/scenario.js';
import { days, group, inputs, MIDNIGHT, PLAIN } from '../scenario.js';

const seconds = (ms: number | undefined) => (ms ?? Number.NaN) / 1000;
const first = (of: PlanInputs) => predict(of).mornings[0]!;
const always = (value: number, replications = 5) => ({
  low: value,
  median: value,
  high: value,
  replications,
});

/** Random plans of all sorts, small enough to be predicted in milliseconds. */
const plans = fc
  .record({
    seed: fc.string(),
    count: fc.integer({ min: 1, max: 40 }),
    other: fc.nat(10),
    provisioners: fc.integer({ min: 1, max: 8 }),
    later: fc.nat(8),
    window: fc.nat(4),
    perMinute: fc.constantFrom(0, 2),
    queued: fc.nat(4),
    days: fc.integer({ min: 1, max: 2 }),
    failureRate: fc.constantFrom(0, 0.2),
    waitFor: fc.constantFrom('none', 'connected', 'ready'),
    agents: fc.constantFrom(null, measuredAgents(['main'])),
  })
  .map((of) =>
    planInputs({
      ...inputs(1, of.provisioners),
      replications: 4,
      seed: of.seed,
      parameters: {
        failureRate: sameFor(of.failureRate),
        pendingReapUs: 2 * MINUTE,
        templates: [{ ...PLAIN_TEMPLATE, agents: of.agents }],
      },
      groups: [
        group(of.count, { window: { minutes: of.window, assignment: 'hashed' } }),
        ...(of.other > 0
          ? [group(of.other, { schedule: parseSchedule('CRON_TZ=Asia/Tokyo 0 9 * * 1') })]
          : []),
      ],
      provisioners: { initial: of.provisioners, steps: [{ atUs: NINE + 2 * MINUTE, count: of.later }] },
      background: [{ template: 0, perMinute: of.perMinute }],
      queued: [{ template: 0, count: of.queued }],
      days: days(of.days),
      waitFor: of.waitFor,
      horizonUs: 60 * MINUTE,
    }),
  );

describe('predict', () => {
  it('tells when all are ready who go through two provisioners in turn', () => {
    const { curve, drainMs, due, latenciesMs, usable, utilisation } = first(inputs(10, 2));
    expect(due).toBe(10);
    expect(usable).toEqual(always(10));
    expect(latenciesMs.ready?.p50).toEqual(always(30_000 + 3 * 60_000));
    expect(latenciesMs.ready?.max).toEqual(always(30_000 + 5 * 60_000));
    expect(latenciesMs.ready_after_first?.max).toEqual(always(5 * 60_000));
    expect(latenciesMs.ready_worst?.max).toEqual(always(6 * 60_000));
    expect(latenciesMs.tick_delay?.max).toEqual(always(30_000));
    expect(latenciesMs.queue?.p95).toEqual(always(4 * 60_000));
    expect(latenciesMs.build?.p50).toEqual(always(60_000));
    expect(latenciesMs.agent).toBeNull();
    expect(drainMs).toEqual(always(330_000));
    expect(utilisation).toEqual(always(1));
    expect(curve.shares).toEqual([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]);
    expect(curve.medianMs.map(seconds)).toEqual([90, 90, 150, 150, 210, 210, 270, 270, 330, 330]);
  });

  it('lets jobs that are queued already go first', () => {
    const { drainMs } = first(inputs(2, 2, { queued: [{ template: 0, count: 4 }] }));
    // Two batches from the minute on; the tick comes in the first.
    expect(drainMs.median).toBe(3 * 60_000);
  });

  it('counts provisioners that come and go by time', () => {
    const steps = [
      { atUs: NINE - 10 * MINUTE, count: 1 },
      { atUs: NINE + 90 * SECOND, count: 4 },
      { atUs: NINE + 3 * MINUTE, count: 2 },
    ];
    const { drainMs, utilisation } = first(inputs(6, 0, { provisioners: { initial: 0, steps } }));
    // One job from 0:30, four from 1:30, the last from 2:30 on one of two.
    expect(drainMs.median).toBe(210_000);
    expect(utilisation?.median).toBeCloseTo(6 / (1 + 4 * 1.5 + 2 * 0.5), 10);
  });

  it('spreads a window as a run does, and counts everybody from the own minute', () => {
    const window = { minutes: 5, assignment: 'hashed' } as const;
    const spread = first(inputs(50, 50, { groups: [group(50, { window })] }));
    expect(spread.lastDueUs - spread.firstDueUs).toBe(4 * MINUTE);
    expect(spread.latenciesMs.ready?.max).toEqual(always(90_000));
    expect(spread.curve.medianMs.at(-1)).toBe(4 * 60_000 + 90_000);
  });

  it('knows the zones of schedules, and days on which nobody is due', () => {
    const berlin = parseSchedule('CRON_TZ=Europe/Berlin 0 9 * * 2');
    const { mornings } = predict(inputs(1, 5, { days: days(5), groups: [group(3, { schedule: berlin })] }));
    expect(mornings.map(({ firstDueUs }) => firstDueUs)).toEqual([NINE + 23 * 60 * MINUTE]);
  });

  it('sees who is lost for the next morning when a start fails', () => {
    const failureRate = { start: 0.3, stop: 0, delete: 0 };
    const [monday, tuesday] = predict(
      inputs(100, 100, { days: days(2), parameters: { ...PLAIN, failureRate } }),
    ).mornings;
    expect(monday?.failed.median).toBeGreaterThan(15);
    expect(monday?.lostForNextMorning.workspaces).toEqual(monday?.failed);
    expect(monday?.missed).toEqual(always(0));
    expect(tuesday?.missed).toEqual(monday?.failed);
    expect(tuesday?.usable.median).toBeLessThan(monday?.usable.median ?? 0);
  });

  it('warns of jobs that the reaper ends', () => {
    const morning = first(inputs(50, 1));
    expect(morning.reaped).toMatchObject({ replications: 5, chance: 1, upper: 1 });
    // Clopper and Pearson, 95 %: the fifth root of 0.025.
    expect(morning.reaped.lower).toBeCloseTo(0.025 ** 0.2, 9);
    expect(morning.reaped.workspaces.median).toBeGreaterThan(10);
    expect(morning.latenciesMs.ready?.p95.median).toBe(Number.POSITIVE_INFINITY);
    const { reaped } = first(inputs(20, 1));
    expect(reaped).toMatchObject({ replications: 0, chance: 0, lower: 0 });
    expect(reaped.upper).toBeCloseTo(1 - 0.025 ** 0.2, 9);
  });

  it('waits for agents as long as it is told to', () => {
    const agents = {
      ...measuredAgents(['main']),
      connect: constant(2 * SECOND),
      start: constant(SECOND),
      startup: constant(3 * SECOND),
    };
    const parameters = { ...PLAIN, templates: [{ ...PLAIN_TEMPLATE, agents }] };
    const waiting = (waitFor: PlanInputs['waitFor']) =>
      first(inputs(1, 1, { parameters, waitFor })).latenciesMs;
    expect(seconds(waiting('none').ready?.max.median)).toBe(90);
    expect(seconds(waiting('connected').ready?.max.median)).toBe(92);
    expect(seconds(waiting('ready').ready?.max.median)).toBe(96);
    expect(seconds(waiting('ready').agent?.max.median)).toBe(2);
    expect(seconds(waiting('ready').startup?.max.median)).toBe(4);
  });

  it('gives the same bytes for the same inputs, and others for another seed', () => {
    const of = inputs(20, 3, { parameters: {}, background: [{ template: 0, perMinute: 3 }] });
    expect(JSON.stringify(predict(of))).toBe(JSON.stringify(predict(of)));
    expect(JSON.stringify(predict({ ...of, seed: 'other' }))).not.toBe(JSON.stringify(predict(of)));
  });

  it('has every workspace in one place, bands in order and curves that rise', () => {
    fc.assert(
      fc.property(plans, (of) => {
        for (const morning of predict(of).mornings) {
          const { curve, latenciesMs, utilisation } = morning;
          const bands = Object.values(latenciesMs).flatMap((latency) => Object.values(latency ?? {}));
          for (const { low, median, high } of bands) {
            expect(low).toBeGreaterThanOrEqual(0);
            expect(median).toBeGreaterThanOrEqual(low);
            expect(high).toBeGreaterThanOrEqual(median);
          }
          for (const ms of [curve.lowMs, curve.medianMs, curve.highMs]) {
            expect([...ms].sort((a, b) => a - b)).toEqual(ms);
          }
          expect(utilisation?.high ?? 0).toBeLessThanOrEqual(1 + 1e-9);
          const one = predict({ ...of, replications: 1 }).mornings.find(
            (m) => m.firstDueUs === morning.firstDueUs,
          );
          const { usable, failed, missed, timedOut, due } = one!;
          expect(usable.median + failed.median + missed.median + timedOut.median).toBe(due);
        }
      }),
      { numRuns: 15 },
    );
  });
});

describe('inputs of a plan', () => {
  const good = inputs(1, 1);
  it.each<[string, Partial<PlanInputs>, string]>([
    ['nobody', { groups: [] }, 'nobody is due'],
    ['a group of none', { groups: [group(0)] }, 'the workspaces of a group must be a whole number from 1'],
    ['an unknown template', { groups: [group(1, { template: 1 })] }, 'the template of a group'],
    ['half a replication', { replications: 0.5 }, '--replications must be a whole number'],
    [
      'a negative number of provisioners',
      { provisioners: { initial: -1, steps: [] } },
      '--provisioners must be a whole number from 0',
    ],
    [
      'steps that go back',
      {
        provisioners: {
          initial: 1,
          steps: [
            { atUs: NINE, count: 1 },
            { atUs: NINE - 1, count: 1 },
          ],
        },
      },
      'the time of a step of --provisioners',
    ],
    [
      'a negative rate',
      { background: [{ template: 0, perMinute: -1 }] },
      '--background-builds-per-minute must be a number from 0',
    ],
    ['an endless window', { groups: [group(1, { window: { minutes: 1e9, assignment: 'even' } })] }, 'window'],
    ['an impossible probability', { parameters: { lostTickRate: 2 } }, 'lostTickRate: must be a probability'],
    ['no days', { days: [] }, '--mornings must be a whole number from 1'],
  ])('refuse %s', (_, wrong, problem) => {
    expect(() => planInputs({ ...good, ...wrong })).toThrow(problem);
  });

  it.each<[string, Partial<PlanInputs>, RegExp]>([
    [
      'workspaces of all groups',
      { groups: Array.from({ length: 3 }, () => group(4_000_000)) },
      /^12000000 workspaces come to/,
    ],
    [
      'others who build',
      { background: [{ template: 0, perMinute: 100_000 }] },
      /100000 --background-builds-per-minute for 37 hours/,
    ],
    [
      'mornings',
      { groups: [group(100_000)], days: days(100) },
      /^100000 workspaces on each of 100 mornings come to 19900000 builds/,
    ],
    [
      'queued jobs',
      { queued: [5, 6].map((millions) => ({ template: 0, count: millions * 800_000 })), days: days(2) },
      /8800000 --queued-jobs on each of 2 mornings/,
    ],
  ])('refuse too many in all: %s', (_, wrong, problem) => {
    expect(() => planInputs({ ...good, ...wrong })).toThrow(problem);
  });

  it('name every problem at once', () => {
    const wrong = { days: [], replications: 0 };
    expect(() => planInputs({ ...good, ...wrong })).toThrow(/--replications[\s\S]*--mornings/);
  });

  it('have somebody who is due', () => {
    const sunday = group(1, { schedule: parseSchedule('0 9 * * 0') });
    expect(() => predict(planInputs({ ...good, groups: [sunday] }))).toThrow('nobody is due on the day');
    expect(predict(planInputs({ ...good, groups: [sunday], days: days(7) })).mornings).toHaveLength(1);
    expect(MIDNIGHT % (24 * 60 * MINUTE)).toBe(0);
  });
});
