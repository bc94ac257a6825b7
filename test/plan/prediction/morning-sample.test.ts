import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { measuredAgents, PLAIN_TEMPLATE } from '../../../src/model/index.js';
import { type PlanInputs, planInputs } from '../../../src/plan/index.js';
import { Replicator } from '../../../src/plan/prediction/replicate.js';
import { constant, DAY, HOUR, MINUTE, NINE, SECOND, sameFor } from '../../model/scenario.js';
import { days, group, inputs, PLAIN } from '../scenario.js';

const sample = (plan: PlanInputs, morning = 0) => new Replicator(plan).replicate(0).mornings[morning]!;

/** Provisioners that are there until a time only. */
const onlyUntil = (count: number, untilUs: number) => ({
  initial: count,
  steps: [{ atUs: untilUs, count: 0 }],
});

describe('a morning of a replication', () => {
  it('is drained when the last build ends that was made, and counts apart who was missed', () => {
    const groups = [group(40, { window: { minutes: 20, assignment: 'hashed' } })];
    const provisioners = onlyUntil(40, NINE + 10 * MINUTE);
    const of = sample(inputs(1, 1, { groups, provisioners, horizonUs: 2 * HOUR }));
    const { failed, missed, reaped, usable } = of.counts;
    expect(missed).toBeGreaterThan(5);
    expect(usable + missed + failed).toBe(40);
    // Made while the provisioners still counted as alive, and given up half an hour later.
    expect(reaped).toBe(failed);
    expect(of.drainedUs).toBeGreaterThan(NINE + 40 * MINUTE);
    expect(of.drainedUs).toBeLessThan(NINE + 45 * MINUTE);
  });

  it('is as busy as before, whoever else is missed', () => {
    const busy = sample(inputs(10, 2)).utilisation();
    const failing = { ...PLAIN, failureRate: { start: 0.3, stop: 0, delete: 0 } };
    const two = inputs(60, 2, { days: days(2), parameters: failing, horizonUs: HOUR });
    const tuesday = sample(two, 1);
    expect(tuesday.counts.missed).toBeGreaterThan(5);
    expect(Number.isFinite(tuesday.drainedUs)).toBe(true);
    expect(tuesday.utilisation()).toBeGreaterThan(0.99 * busy);
  });

  it('is not drained while a build goes on, nor where none was made', () => {
    const running = sample(inputs(3, 1, { horizonUs: 3 * MINUTE }));
    expect(running.counts).toMatchObject({ usable: 2, timedOut: 1 });
    expect(running.drainedUs).toBe(Number.POSITIVE_INFINITY);
    expect(running.utilisation()).toBe(1);
    const nobody = sample(inputs(3, 0));
    expect(nobody.counts.missed).toBe(3);
    expect(nobody.drainedUs).toBe(Number.POSITIVE_INFINITY);
    expect(nobody.utilisation()).toBeNaN();
  });

  it('counts a workspace as failed whose agent does not start, and as timed out whose agent never comes', () => {
    const of = (agents: Partial<ReturnType<typeof measuredAgents>>, waitFor: PlanInputs['waitFor']) => {
      const whole = { ...measuredAgents(['main']), connect: constant(SECOND), ...agents };
      const parameters = { ...PLAIN, templates: [{ ...PLAIN_TEMPLATE, agents: whole }] };
      return sample(inputs(5, 5, { parameters, waitFor, horizonUs: HOUR }));
    };
    const failed = of({ startErrorRate: 1 }, 'ready');
    expect(failed.counts).toMatchObject({ failed: 5, timedOut: 0, usable: 0 });
    expect([...failed.measurements().latenciesMs.startup]).toEqual(Array(5).fill(Number.POSITIVE_INFINITY));
    expect([...failed.measurements().latenciesMs.agent]).toEqual(Array(5).fill(1_000));
    expect(of({ startErrorRate: 1 }, 'connected').counts).toMatchObject({ failed: 0, usable: 5 });
    expect(of({ neverConnectRate: 1 }, 'ready').counts).toMatchObject({ failed: 0, timedOut: 5 });
  });

  it('is over for a workspace when it is due again', () => {
    // Nobody waits for 25 hours: the second start is of the second morning.
    const slow = { ...PLAIN, serviceTime: sameFor(constant(25 * HOUR)), pendingReapUs: 10 * DAY };
    const plan = inputs(1, 1, { days: days(2), parameters: slow, horizonUs: 24 * HOUR });
    expect(sample(plan).counts).toMatchObject({ timedOut: 1, usable: 0 });
    const { endUs, nextDueUs } = sample(plan).morning;
    expect([...endUs]).toEqual([NINE + DAY]);
    expect([...nextDueUs]).toEqual([NINE + DAY]);
    expect(sample(plan, 1).counts).toMatchObject({ missed: 1 });
    // What is started on the second morning is none of the first.
    const groups = [group(11, { window: { minutes: 11, assignment: 'even' } })];
    const first = sample(inputs(1, 11, { days: days(2), horizonUs: 24 * HOUR, groups }));
    expect([...first.createdUs]).toEqual([...first.dueUs].map((us) => us + 30 * SECOND));
  });
});

describe('who is lost for the next morning', () => {
  const failureRate = { start: 0.3, stop: 0, delete: 0 };
  const plan = (overrides: Partial<PlanInputs>) => inputs(100, 100, { horizonUs: HOUR, ...overrides });
  const lost = (of: PlanInputs, morning = 0) => sample(of, morning).lostForNext();

  it('is who failed, unless the template stops failed ones', () => {
    const monday = sample(plan({ parameters: { ...PLAIN, failureRate } }));
    expect(monday.counts.failed).toBeGreaterThan(15);
    expect(monday.lostForNext()).toBe(monday.counts.failed);
    const mended = { ...PLAIN, failureRate, templates: [{ ...PLAIN_TEMPLATE, failureTtlUs: HOUR }] };
    expect(lost(plan({ parameters: mended }))).toBe(0);
  });

  it('is who is not started on the next morning of the plan, as it was simulated', () => {
    const two = plan({ days: days(2), parameters: { ...PLAIN, failureRate } });
    expect(lost(two)).toBe(sample(two).counts.failed);
    expect(lost(two)).toBe(sample(two, 1).counts.missed);
    // Who was missed because the last start had failed is lost for good; who fails on top is lost as well.
    expect(lost(two, 1)).toBe(sample(two, 1).counts.missed + sample(two, 1).counts.failed);
  });

  it('is who is mended too late, too', () => {
    const mendedAfter = (failureTtlUs: number) => {
      const parameters = { ...PLAIN, failureRate, templates: [{ ...PLAIN_TEMPLATE, failureTtlUs }] };
      return plan({ days: days(2), parameters });
    };
    expect(lost(mendedAfter(HOUR))).toBe(0);
    expect(lost(mendedAfter(DAY + HOUR))).toBe(sample(mendedAfter(DAY + HOUR), 1).counts.missed);
    expect(lost(mendedAfter(DAY + HOUR))).toBeGreaterThan(15);
  });

  it('is who could not be stopped in between', () => {
    const serviceTime = { ...sameFor(constant(MINUTE)), stop: constant(6 * HOUR) };
    const two = plan({
      days: days(2),
      parameters: { ...PLAIN, serviceTime },
      provisioners: {
        initial: 100,
        steps: [
          { atUs: NINE + HOUR, count: 1 },
          { atUs: NINE + DAY - HOUR, count: 100 },
        ],
      },
    });
    expect(sample(two).counts.usable).toBe(100);
    expect(lost(two)).toBeGreaterThan(80);
    expect(lost(two)).toBe(sample(two, 1).counts.missed);
  });

  it('is nobody who was only missed because no provisioner was there', () => {
    const of = (more: Partial<PlanInputs>) => inputs(5, 5, { horizonUs: HOUR, ...more });
    const provisioners = onlyUntil(5, NINE - 10 * MINUTE);
    const monday = sample(of({ provisioners }));
    expect(monday.counts.missed).toBe(5);
    expect(monday.lostForNext()).toBe(0);
    const steps = [...provisioners.steps, { atUs: NINE + DAY - 10 * SECOND, count: 5 }];
    const two = of({ days: days(2), provisioners: { initial: 5, steps } });
    expect([lost(two), sample(two, 1).counts.missed]).toEqual([0, 0]);
    const never = of({ days: days(2), provisioners });
    expect([lost(never), sample(never, 1).counts.missed]).toEqual([0, 5]);
  });
});

describe('latencies with the worst tick', () => {
  it('are never better than what happened', () => {
    const cases = fc.record({
      seed: fc.string(),
      replicas: fc.integer({ min: 1, max: 3 }),
      count: fc.integer({ min: 1, max: 30 }),
      provisioners: fc.integer({ min: 1, max: 4 }),
      minutes: fc.integer({ min: 0, max: 3 }),
      lostTickRate: fc.constantFrom(0, 0.5),
      executorPeriodUs: fc.constantFrom(20 * SECOND, MINUTE),
    });
    let later = 0;
    fc.assert(
      fc.property(cases, ({ count, minutes, provisioners, seed, ...rest }) => {
        const plan = planInputs({
          ...inputs(1, provisioners),
          seed,
          parameters: { ...PLAIN, ...rest, tickPhasesUs: null },
          groups: [group(count, { window: { minutes, assignment: 'even' } })],
        });
        const { ready, ready_after_first, ready_worst } = sample(plan).measurements().latenciesMs;
        ready_worst.forEach((ms, i) => {
          expect(ms).toBeGreaterThanOrEqual(ready[i] ?? 0);
          expect(ms).toBeGreaterThanOrEqual(
            (ready_after_first[i] ?? 0) + rest.executorPeriodUs / 1000 - 1e-6,
          );
          later += Number(ready[i] === ms && Number.isFinite(ms));
        });
      }),
      { numRuns: 40 },
    );
    // Some came later than one period, as lost ticks do: there what happened is the worst.
    expect(later).toBeGreaterThan(0);
  });
});
