import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TargetChecker } from '../../../src/plan/answers/target-check.js';
import {
  capacity,
  checkTargets,
  constantProvisioners,
  planInputs,
  predict,
} from '../../../src/plan/index.js';
import { parseThreshold } from '../../../src/thresholds/index.js';
import { HOUR, MINUTE, NINE, SECOND, sameFor } from '../../model/scenario.js';
import { inputs, PLAIN } from '../scenario.js';

const targets = (...texts: string[]) => texts.map((text) => parseThreshold(text));

describe('capacity', () => {
  it('is the number that batches of one minute need: four of them after a tick of 30 s', () => {
    const answer = capacity(inputs(100, 1), { targets: targets('ready_max<=270s'), confidence: 1 });
    expect(answer).toMatchObject({ provisioners: 25, reason: null, isMonotone: true });
    expect(answer.checked.map(({ isEnough, value }) => [value, isEnough])).toEqual([
      [22, false],
      [23, false],
      [24, false],
      [25, true],
    ]);
    expect(answer.checked.at(-1)).toMatchObject({ met: 5, share: 1, upper: 1 });
    expect(answer.checked.at(-1)?.lower).toBeCloseTo(0.478, 3);
  });

  it('meets all of several targets, the strictest of which decides', () => {
    const both = targets('ready_p50<=90s', 'ready_max<=270s', 'usable>=100%');
    expect(capacity(inputs(100, 1), { targets: both, confidence: 1 }).provisioners).toBe(50);
  });

  it('is enough in the share of mornings that was asked for, and one less is not', () => {
    const spread = { kind: 'lognormal', p50: 20 * SECOND, p95: 60 * SECOND } as const;
    const cases = fc.record({ seed: fc.string(), count: fc.integer({ min: 5, max: 60 }) });
    fc.assert(
      fc.property(cases, ({ seed, count }) => {
        const plan = planInputs({
          ...inputs(count, 1),
          seed,
          replications: 10,
          parameters: { serviceTime: sameFor(spread) },
        });
        const question = { targets: targets('ready_worst_p95<5m'), confidence: 0.8 };
        const { checked, isMonotone, provisioners } = capacity(plan, question);
        const below = checked.slice(0, -1);
        expect(checked.at(-1)).toMatchObject({ value: provisioners, isEnough: true });
        for (const { heldInSearch, isEnough, met } of checked) {
          expect(isEnough).toBe(met >= 8 && heldInSearch === true);
        }
        expect(isMonotone).toBe(below.every(({ isEnough }) => !isEnough));
        // One fewer was not enough in the search, or not on the mornings of the check.
        expect(below.at(-1)?.isEnough ?? false).toBe(false);
        // Those that the search passed over among them.
        for (const { heldInSearch, met, value } of checked) {
          if (met >= 8) expect(heldInSearch).not.toBeNull();
          const alone = checkTargets(constantProvisioners(plan, value), question.targets, 0.8);
          expect([alone.isEnough, null]).toContain(heldInSearch);
        }
        const known = predict(constantProvisioners(plan, provisioners ?? 0)).mornings[0]!;
        expect(known.latenciesMs.ready_worst?.p95.median).toBeLessThan(300_000);
      }),
      { numRuns: 6 },
    );
  });

  it('is judged on mornings that had no part in the search, and goes up where it is not enough on them', () => {
    const spread = { kind: 'lognormal', p50: 20 * SECOND, p95: 60 * SECOND } as const;
    const question = { targets: targets('ready_worst_p95<150s'), confidence: 0.9 };
    let raised = 0;
    for (let i = 3; i < 6; i++) {
      const parameters = { serviceTime: sameFor(spread) };
      const plan = inputs(40, 1, { seed: `judged ${i}`, replications: 20, parameters });
      const { checked, provisioners } = capacity(plan, question);
      // The same mornings by themselves: replications from 20 on.
      const later = new TargetChecker({ ...question, replications: 20, firstReplication: 20 });
      for (const one of checked) {
        const alone = later.check(constantProvisioners(plan, one.value));
        expect(alone).toEqual({
          met: one.met,
          replications: 20,
          share: one.share,
          lower: one.lower,
          upper: one.upper,
        });
      }
      const found = provisioners ?? 0;
      const isEnough = (count: number) =>
        checkTargets(constantProvisioners(plan, count), question.targets, 0.9).isEnough;
      expect(isEnough(found)).toBe(true);
      // Enough in the search already.
      raised += Number(isEnough(found - 1));
    }
    expect(raised).toBe(1);
  });

  it('says why no number is enough: the tick and the build alone take longer', () => {
    const answer = capacity(inputs(20, 1), { targets: targets('ready_p95<1m'), confidence: 0.95 });
    expect(answer.provisioners).toBeNull();
    expect(answer.reason).toMatch(
      /^with 20 provisioners, one for every job, ready_p95<1m is 1m30s: until a build is/,
    );
    expect(answer.checked).toMatchObject([{ value: 20, met: 0, isEnough: false }]);
  });

  it('counts those who never become usable against a target, however many provisioners there are', () => {
    const parameters = { ...PLAIN, failureRate: sameFor(0.3) };
    const { reason } = capacity(inputs(50, 1, { parameters }), {
      targets: targets('usable>=99%'),
      confidence: 1,
    });
    expect(reason).toMatch(/usable>=99% is \d+\.\d % .*: more provisioners mend no failed build/);
    const late = capacity(inputs(50, 1, { parameters }), {
      targets: targets('ready_p95<10m'),
      confidence: 1,
    });
    expect(late.reason).toMatch(
      /ready_p95<10m is not reached \(\d+ % became usable\): more provisioners mend no failed build/,
    );
  });

  it("names the executors' own period, and only what the target counts", () => {
    const parameters = { ...PLAIN, executorPeriodUs: 2 * MINUTE };
    const reason = (target: string) =>
      capacity(inputs(20, 1, { parameters }), { targets: targets(target), confidence: 1 }).reason;
    expect(reason('ready_p95<1m')).toContain("up to 2m0s go by to the executor's tick and about 0 ms to");
    expect(reason('ready_after_first_p95<30s')).not.toContain('tick');
    expect(reason('build_p95<30s')).toMatch(
      /build_p95<30s is 1m0s: no provisioner makes a build itself faster$/,
    );
  });

  it('says when those that are looked for come too late, or may not run what is late', () => {
    const later = (plan: ReturnType<typeof inputs>, count: number) => ({
      ...plan,
      provisioners: { initial: 1, steps: [{ atUs: NINE + 10 * MINUTE, count }] },
    });
    const question = { targets: targets('ready_max<=3m'), confidence: 1, withProvisioners: later };
    expect(capacity(inputs(20, 1), question).reason).toMatch(
      /with so many of every kind all the time it would hold: those that are looked for come too late/,
    );
  });

  it('refuses a target of what never happens in a plan', () => {
    for (const target of ['canceled==0', 'setup_failed<=1%', 'interrupted==0']) {
      const ask = () => capacity(inputs(5, 1), { targets: targets(target), confidence: 1 });
      expect(ask, target).toThrow('cannot be asked of a plan');
    }
  });

  it('refuses a target of agents that nobody waits for', () => {
    const ask =
      (target: string, plan = inputs(5, 1)) =>
      () =>
        capacity(plan, { targets: targets(target), confidence: 1 });
    expect(ask('agent_p95<1m')).toThrow("'agent_p95<1m': cannot be measured: agents are not waited for");
    const ready = inputs(5, 1, { waitFor: 'ready' });
    expect(ask('agent_p95<1m', ready)).toThrow('no template of those who are due has agents');
    const connected = inputs(5, 1, { waitFor: 'connected' });
    expect(ask('startup_p95<1m', connected)).toThrow('until they have connected');
  });

  it('tells of a smaller number that is enough although one between is not', () => {
    const uneven = new Map([
      [22, 25],
      [23, 10],
      [24, 10],
    ]);
    const answer = capacity(inputs(100, 1), {
      targets: targets('ready_max<=270s'),
      confidence: 1,
      withProvisioners: (plan, count) => constantProvisioners(plan, uneven.get(count) ?? count),
    });
    expect(answer).toMatchObject({ provisioners: 25, isMonotone: false });
    expect(answer.checked.map(({ isEnough }) => isEnough)).toEqual([true, false, false, true]);
  });

  it('can search another number than that of the whole morning', () => {
    const later = (plan: ReturnType<typeof inputs>, count: number) => ({
      ...plan,
      provisioners: { initial: 1, steps: [{ atUs: NINE + MINUTE, count }] },
    });
    const question = { targets: targets('ready_max<=3m'), confidence: 1, withProvisioners: later };
    // One job from 0:30 on the first; from 1:00 on the others must take the rest in two batches.
    expect(capacity(inputs(10, 1, { horizonUs: 2 * HOUR }), question).provisioners).toBe(5);
  });

  it.each([
    ['no target', { targets: [], confidence: 0.9 }, 'needs at least one, e.g.'],
    ['a target that asks for delay', { targets: targets('ready_p95>5m'), confidence: 0.9 }, 'an upper limit'],
    [
      'a confidence in percent',
      { targets: targets('usable==3'), confidence: 95 },
      'the confidence must be a share',
    ],
  ])('refuses %s', (_, question, problem) => {
    expect(() => capacity(inputs(3, 1), question)).toThrow(problem);
  });
});
