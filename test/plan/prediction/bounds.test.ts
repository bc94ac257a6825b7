import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type StormModelParameters, simulateMornings } from '../../../src/model/index.js';
import { batchDrain, closedForms, leeLongtonWait, planInputs, predict } from '../../../src/plan/index.js';
import { type Distribution, meanOf, seededDraws } from '../../../src/stats/index.js';
import { constant, HOUR, NINE, parameters, SECOND, sameFor } from '../../model/scenario.js';
import { inputs, PLAIN } from '../scenario.js';

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

describe('closed forms', () => {
  it('bound the drain from below: work over provisioners, creations over slots', () => {
    const spread = { kind: 'lognormal', p50: 20 * SECOND, p95: 80 * SECOND } as const;
    const sizes = fc.record({
      jobs: fc.integer({ min: 30, max: 80 }),
      provisioners: fc.integer({ min: 1, max: 10 }),
      creationUs: fc.constantFrom(0, 20 * SECOND),
      replicas: fc.constantFrom(1, 2),
    });
    fc.assert(
      fc.property(sizes, ({ creationUs, jobs, provisioners, replicas }) => {
        const plan = inputs(jobs, provisioners, {
          replications: 10,
          parameters: {
            ...PATIENT,
            replicas,
            tickPhasesUs: Array.from({ length: replicas }, () => 30 * SECOND),
            creation: constant(creationUs),
            serviceTime: sameFor(spread),
          },
        });
        const { batchDrainUs, creationUs: createdUs, workUs } = closedForms(plan);
        const { drainMs } = predict(plan).mornings[0]!;
        // The bound is of the mean; in ten mornings the work itself differs by a few percent.
        expect(drainMs.high * 1000).toBeGreaterThan(0.9 * (workUs ?? 0));
        expect(drainMs.low * 1000).toBeGreaterThanOrEqual(createdUs);
        expect(batchDrainUs).toBeGreaterThanOrEqual((workUs ?? 0) * (1 - 1e-9));
      }),
      { numRuns: 10 },
    );
  });

  it('know nothing of a deployment without provisioners, or of an overloaded one', () => {
    expect(closedForms(inputs(5, 0))).toMatchObject({
      workUs: null,
      batchDrainUs: null,
      backgroundWaitUs: null,
    });
    const busy = planInputs({ ...inputs(5, 2), background: [{ template: 0, perMinute: 3 }] });
    expect(closedForms(busy).backgroundWaitUs).toBeNull();
    expect(
      closedForms({ ...busy, provisioners: { initial: 4, steps: [] } }).backgroundWaitUs,
    ).toBeGreaterThan(0);
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
