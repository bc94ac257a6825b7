import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PLAIN_TEMPLATE, type StormModelParameters, simulateMornings } from '../../../src/model/index.js';
import {
  batchDrain,
  closedForms,
  leeLongtonWait,
  type PlanInputs,
  planInputs,
  predict,
} from '../../../src/plan/index.js';
import { Replicator } from '../../../src/plan/prediction/replicate.js';
import { type Distribution, meanOf, seededDraws, varianceOf } from '../../../src/stats/index.js';
import { parseSchedule } from '../../../src/time/index.js';
import { constant, HOUR, MINUTE, NINE, parameters, SECOND, sameFor } from '../../model/scenario.js';
import { days, group, inputs, PLAIN } from '../scenario.js';

/** Queues may be as long as they like. */
const PATIENT = { ...PLAIN, pendingReapUs: 24 * HOUR };

describe('batchDrain', () => {
  it('is what a simulation gives for service times that do not differ', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 70 }), (jobs, provisioners) => {
        const { latenciesMs } = predict(inputs(jobs, provisioners, { replications: 1, parameters: PATIENT }))
          .mornings[0]!;
        const of = (p: number) => batchDrain(jobs, provisioners, 60_000, p);
        expect(latenciesMs.ready_after_first?.p50.median).toBe(of(0.5));
        expect(latenciesMs.ready_after_first?.p95.median).toBe(of(0.95));
        expect(latenciesMs.ready_after_first?.max.median).toBe(of(1));
      }),
      { numRuns: 20 },
    );
  });
});

/** Work of all jobs over the provisioners, and from the first creation to the last end, of each replication. */
function worked(plan: PlanInputs) {
  const replicator = new Replicator(plan);
  return Array.from({ length: plan.replications }, (_, r) => {
    const { records } = replicator.replicate(r);
    const { completedUs, count, createdUs, startedUs } = records.jobs;
    let [workUs, lastUs] = [0, 0];
    for (let i = 0; i < count; i++) {
      // What is queued may go on when all who were due have been started.
      const untilUs = Number.isNaN(completedUs[i]!) ? records.endUs : completedUs[i]!;
      workUs += untilUs - startedUs[i]!;
      lastUs = Math.max(lastUs, untilUs);
    }
    return {
      shareUs: workUs / plan.provisioners.initial,
      tookUs: lastUs - Math.min(...createdUs.subarray(0, count)),
    };
  });
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('work over capacity', () => {
  const spread = { kind: 'lognormal', p50: 20 * SECOND, p95: 80 * SECOND } as const;
  const working = (jobs: number, provisioners: number, more: Partial<PlanInputs> = {}) =>
    inputs(jobs, provisioners, {
      replications: 20,
      queued: [{ template: 0, count: 10 }],
      parameters: { ...PATIENT, serviceTime: sameFor(spread), completion: constant(3 * SECOND) },
      ...more,
    });

  it('is the mean of what the jobs of a morning take, and none of them is drained sooner than its own', () => {
    fc.assert(
      fc.property(fc.integer({ min: 30, max: 80 }), fc.integer({ min: 1, max: 10 }), (jobs, provisioners) => {
        const plan = working(jobs, provisioners);
        const replications = worked(plan);
        for (const { shareUs, tookUs } of replications) expect(shareUs).toBeLessThanOrEqual(tookUs);
        const { batchDrainUs, workUs } = closedForms(plan);
        const simulatedUs = mean(replications.map(({ shareUs }) => shareUs));
        expect(Math.abs((workUs ?? 0) / simulatedUs - 1)).toBeLessThan(0.15);
        expect(batchDrainUs).toBeGreaterThanOrEqual((workUs ?? 0) * (1 - 1e-9));
      }),
      { numRuns: 6 },
    );
  });

  it('takes the time of each template, and nothing of builds that fail at their preparation', () => {
    const own = (us: number) => ({ ...PLAIN_TEMPLATE, serviceTime: sameFor(constant(us)) });
    const failing = { weight: 1, kind: 'preparation', error: 'failed', errorCode: null } as const;
    const plan = inputs(1, 2, {
      groups: [group(10, { template: 0 }), group(4, { template: 1 })],
      parameters: { ...PATIENT, templates: [own(MINUTE), own(HOUR)] },
    });
    expect(closedForms(plan).workUs).toBe((10 * MINUTE + 4 * HOUR) / 2);
    const half = { ...plan.parameters, failureRate: sameFor(0.5), failureCauses: [failing] };
    expect(closedForms({ ...plan, parameters: half }).workUs).toBe((10 * MINUTE + 4 * HOUR) / 4);
  });

  it('is left out where it does not hold', () => {
    const plan = working(40, 4);
    expect(closedForms(plan).workUs).toBeGreaterThan(0);
    const without: Partial<PlanInputs>[] = [
      { days: days(2) },
      { provisioners: { initial: 0, steps: [] } },
      { provisioners: { initial: 4, steps: [{ atUs: NINE + MINUTE, count: 5 }] } },
      { parameters: { ...plan.parameters, taggedProvisioners: [{ count: 1, tags: { a: 'b' } }] } },
      { parameters: { ...plan.parameters, pendingReapUs: 5 * MINUTE } },
      { background: [{ template: 0, perMinute: 10 }] },
      { groups: [group(40, { window: { minutes: 30, assignment: 'even' } })], queued: [] },
      { groups: [group(2), group(2, { schedule: parseSchedule('CRON_TZ=UTC 0 10 * * *') })], queued: [] },
    ];
    for (const wrong of without) {
      expect(closedForms({ ...plan, ...wrong })).toMatchObject({ workUs: null, batchDrainUs: null });
    }
    // Whoever comes and goes by then does not matter; nor do minutes in which there is still work of those before.
    const early = [{ atUs: NINE - MINUTE, count: 4 }];
    expect(closedForms({ ...plan, provisioners: { initial: 9, steps: early } })).toEqual(closedForms(plan));
    const groups = [group(40, { window: { minutes: 3, assignment: 'even' } })];
    expect((closedForms({ ...plan, groups }).workUs ?? 0) / (closedForms(plan).workUs ?? 1)).toBeCloseTo(
      1,
      9,
    );
  });
});

describe('the pace of creation', () => {
  it('is what creations of one length take in all slots', () => {
    const creation = constant(2 * SECOND);
    const plan = inputs(40, 4, { parameters: { ...PATIENT, creation } });
    expect(closedForms(plan).creationUs).toBe(8 * SECOND);
    const { trigger } = predict(plan).mornings[0]!.latenciesMs;
    expect(trigger?.max.median).toBe(30_000 + 8_000);
  });

  it('bounds the last creation from below, however many replicas begin when', () => {
    const creation = { kind: 'lognormal', p50: 5 * SECOND, p95: 10 * SECOND } as const;
    for (const replicas of [1, 2, 3]) {
      const parameters = { ...PATIENT, creation, replicas, tickPhasesUs: null };
      const plan = inputs(200, 200, { parameters, replications: 20 });
      const lastMs = new Replicator(plan).replicate(0).mornings[0]!.createdUs;
      expect(Math.max(...lastMs) - NINE).toBeGreaterThan(0.9 * (closedForms(plan).creationUs ?? 0));
    }
  });

  it('is left out for several mornings, and for minutes whose creations do not meet', () => {
    const plan = inputs(40, 4, { parameters: { ...PATIENT, creation: constant(SECOND) } });
    expect(closedForms({ ...plan, days: days(2) }).creationUs).toBeNull();
    const groups = [group(40, { window: { minutes: 4, assignment: 'even' } })];
    expect(closedForms({ ...plan, groups }).creationUs).toBeNull();
  });
});

describe('the wait of the background', () => {
  it('has a job hold its provisioner for its service, its completion and its hand-off', () => {
    const handOff = { kind: 'lognormal', p50: 4 * SECOND, p95: 12 * SECOND } as const;
    const parameters = {
      ...PATIENT,
      serviceTime: sameFor(constant(10 * SECOND)),
      completion: constant(5 * SECOND),
      handOff,
    };
    const plan = inputs(1, 1, { parameters, background: [{ template: 0, perMinute: 2 }] });
    const meanService = 15 * SECOND + meanOf(handOff);
    // Pollaczek and Khinchin: λ E[S²] / 2 (1 − ρ).
    const arrivalRate = 2 / MINUTE;
    const square = meanService ** 2 + varianceOf(handOff);
    const expected = (arrivalRate * square) / 2 / (1 - arrivalRate * meanService);
    expect((closedForms(plan).backgroundWaitUs ?? 0) / expected).toBeCloseTo(1, 9);
  });

  it('is not known of a deployment without provisioners, of an overloaded one, or where they change', () => {
    expect(closedForms(inputs(5, 0)).backgroundWaitUs).toBeNull();
    const busy = planInputs({ ...inputs(5, 2), background: [{ template: 0, perMinute: 3 }] });
    expect(closedForms(busy).backgroundWaitUs).toBeNull();
    const enough = { ...busy, provisioners: { initial: 4, steps: [] } };
    expect(closedForms(enough).backgroundWaitUs).toBeGreaterThan(0);
    expect(closedForms({ ...enough, days: days(2) }).backgroundWaitUs).toBeGreaterThan(0);
    const steps = [{ atUs: NINE - MINUTE, count: 5 }];
    expect(closedForms({ ...enough, provisioners: { initial: 4, steps } }).backgroundWaitUs).toBeNull();
  });
});

describe('leeLongtonWait', () => {
  const wait = (servers: number, arrivalRate: number, serviceVariation: number) =>
    leeLongtonWait({ servers, arrivalRate, meanService: 1, serviceVariation });

  it('is exact for one server: Pollaczek and Khinchin', () => {
    expect(wait(1, 0.8, 1)).toBeCloseTo(4, 10);
    expect(wait(1, 0.8, 0)).toBeCloseTo(2, 10);
  });

  it('is that of Erlang for exponential service times', () => {
    // C(3, 2) = 4/9, over what is left of three servers.
    expect(wait(3, 2, 1)).toBeCloseTo(4 / 9, 10);
    expect(wait(200, 190, 1)).toBeGreaterThan(0);
  });

  it('is nothing that ends where more arrives than is served', () => {
    expect(wait(3, 3, 1)).toBeNull();
  });

  /** The mean wait of many Poisson arrivals, without the first ones. */
  function simulatedWaitUs(servers: number, service: Distribution, load: number): number {
    const arrivals = 20_000;
    const draw = seededDraws('arrivals');
    const gapUs = meanOf(service) / (servers * load);
    let atUs = NINE;
    const times = Array.from({ length: arrivals }, () => {
      atUs += -Math.log1p(-draw()) * gapUs;
      return Math.round(atUs);
    });
    const p: StormModelParameters = parameters({ provisioners: servers, serviceTime: sameFor(service) });
    const { jobs } = simulateMornings(p, {
      template: [],
      schedule: [],
      dueUs: [],
      background: { atUs: times, template: times.map(() => 0) },
      stops: { atUs: [], workspace: [] },
      untilUs: Math.round(atUs) + HOUR,
      endsWhenStarted: false,
    });
    const from = arrivals / 10;
    let sum = 0;
    for (let i = from; i < arrivals; i++) sum += jobs.startedUs[i]! - jobs.createdUs[i]!;
    return sum / (arrivals - from);
  }

  it.each([
    ['constant', 5, constant(10 * SECOND), 0],
    ['lognormal', 5, { kind: 'lognormal', p50: 10 * SECOND, p95: 20 * SECOND } as const, null],
    ['lognormal', 20, { kind: 'lognormal', p50: 10 * SECOND, p95: 20 * SECOND } as const, null],
  ])('is near to what is simulated: %s service times, %i servers', (_, servers, service, variation) => {
    const load = 0.9;
    const sigma = service.kind === 'lognormal' ? Math.log(2) / 1.6448536 : 0;
    const serviceVariation = variation ?? Math.sqrt(Math.exp(sigma ** 2) - 1);
    const meanService = meanOf(service);
    const arrivalRate = (servers * load) / meanService;
    const expected = leeLongtonWait({ servers, arrivalRate, meanService, serviceVariation })!;
    expect(Math.abs(simulatedWaitUs(servers, service, load) / expected - 1)).toBeLessThan(0.15);
  });
});
