import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import {
  JobKind,
  JobState,
  type MorningRecords,
  type MorningsInput,
  type ProvisionerChange,
  replayQueue,
  type StormModelParameters,
  simulateMornings,
} from '../../../src/model/index.js';
import { Provisioners } from '../../../src/model/mornings/provisioners.js';
import { constant, DAY, HOUR, MINUTE, NINE, parameters, SECOND, sameFor } from '../scenario.js';

const spread = (p50: number) => ({ kind: 'lognormal', p50, p95: 4 * p50 }) as const;

/** One tag set; everything is left to chance but the number of provisioners. */
const loads = fc.record({
  seed: fc.string(),
  workspaces: fc.integer({ min: 1, max: 60 }),
  others: fc.array(fc.nat(10 * MINUTE), { maxLength: 20 }),
  window: fc.integer({ min: 1, max: 4 }),
  replicas: fc.integer({ min: 1, max: 3 }),
  serviceUs: fc.constantFrom(SECOND, 20 * SECOND, 2 * MINUTE),
  failureRate: fc.constantFrom(0, 0.2),
});
type Load = typeof loads extends fc.Arbitrary<infer T> ? T : never;

function deployment(load: Load, overrides: Partial<StormModelParameters>): StormModelParameters {
  return parameters({
    seed: load.seed,
    replicas: load.replicas,
    tickPhasesUs: null,
    creation: spread(300_000),
    recheck: constant(20_000),
    serviceTime: sameFor(spread(load.serviceUs)),
    failureRate: sameFor(load.failureRate),
    pendingReapUs: 10 * DAY,
    ...overrides,
  });
}

function morning({ others, window, workspaces }: Load): MorningsInput {
  const atUs = others.map((us) => NINE - MINUTE + us).sort((a, b) => a - b);
  return {
    template: new Array<number>(workspaces).fill(0),
    schedule: Array.from({ length: workspaces }, (_, i) => i % window),
    dueUs: Array.from({ length: window }, (_, minute) => [NINE + minute * MINUTE]),
    background: { atUs, template: atUs.map(() => 0) },
    stops: { atUs: [], workspace: [] },
    untilUs: NINE + DAY,
    endsWhenStarted: false,
  };
}

/** Pick-up and hand-off of a busy deployment. */
const overheads = { pickUp: spread(20_000), handOff: spread(50_000), completion: constant(60_000) };

const indices = ({ jobs }: MorningRecords) => Array.from({ length: jobs.count }, (_, i) => i);

describe('the jobs of a morning', () => {
  /** Provisioners come, go and die while there is work; one comes at last. */
  const changes = fc
    .array(
      fc.record({
        afterUs: fc.nat(10 * MINUTE).map((us) => 2 * HOUR - MINUTE + us),
        kind: fc.constantFrom('add', 'remove', 'die'),
        count: fc.nat(3),
      }),
      { maxLength: 10 },
    )
    .map((list): ProvisionerChange[] => [
      ...list.map(({ kind, ...rest }): ProvisionerChange => {
        return kind === 'add' ? { ...rest, kind, tags: {} } : { ...rest, kind };
      }),
      { afterUs: 2 * HOUR + 10 * MINUTE, kind: 'add', count: 1, tags: {} },
    ]);

  it('end once each, one for every workspace that is due and for everything else that was asked for', () => {
    const provisioners = fc.integer({ min: 1, max: 5 });
    let held = 0;
    fc.assert(
      fc.property(loads, provisioners, changes, (load, count, provisionerChanges) => {
        const ends = vi.spyOn(Provisioners.prototype, 'release');
        const records = simulateMornings(
          deployment(load, { ...overheads, provisioners: count, provisionerChanges }),
          morning(load),
        );
        const ended = ends.mock.calls.map(([job]) => job).sort((a, b) => a - b);
        ends.mockRestore();
        expect(ended).toEqual(indices(records));
        const { jobs } = records;
        held += indices(records).filter((i) => jobs.reaped[i] === 1).length;
        expect(jobs.count).toBe(load.workspaces + load.others.length);
        const autostarts = indices(records).filter((i) => jobs.kind[i] === JobKind.autostart);
        expect(new Set(autostarts.map((i) => jobs.workspace[i])).size).toBe(load.workspaces);
        for (const i of indices(records)) {
          expect([JobState.succeeded, JobState.failed]).toContain(jobs.state[i]);
          expect(jobs.startedUs[i]).toBeGreaterThanOrEqual(jobs.createdUs[i]!);
          expect(jobs.completedUs[i]).toBeGreaterThanOrEqual(jobs.startedUs[i]!);
        }
      }),
      { numRuns: 50 },
    );
    expect(held).toBeGreaterThan(0);
  });

  it('end once, though they end by themselves just before the reaper comes to them', () => {
    const load: Load = {
      ...{ seed: 'reaped', workspaces: 0, others: new Array<number>(20).fill(0), window: 1, replicas: 1 },
      ...{ serviceUs: SECOND, failureRate: 0 },
    };
    const of = (provisionerChanges: ProvisionerChange[]) => {
      const serviceTime = sameFor(constant(100));
      return deployment(load, {
        ...{ provisioners: 0, provisionerChanges, pendingReapUs: MINUTE, serviceTime },
      });
    };
    const alone = simulateMornings(of([]), morning(load)).jobs;
    const firstReapedUs = Math.min(...alone.completedUs.subarray(0, 20));
    const ends = vi.spyOn(Provisioners.prototype, 'release');
    // It takes one after another, from before the first of ten is given up until all have ended.
    const afterUs = firstReapedUs - 1 - (NINE - 2 * HOUR);
    const records = simulateMornings(of([{ afterUs, kind: 'add', count: 1, tags: {} }]), morning(load));
    const ended = ends.mock.calls.map(([job]) => job).sort((a, b) => a - b);
    ends.mockRestore();
    expect(ended).toEqual(indices(records));
    expect(
      [...records.jobs.state.subarray(0, 20)].filter((s) => s === JobState.succeeded).length,
    ).toBeGreaterThan(15);
  });

  it('are never two at once on one provisioner, though provisioners come, go and die', () => {
    let followed = 0;
    fc.assert(
      fc.property(loads, fc.integer({ min: 1, max: 5 }), changes, (load, count, provisionerChanges) => {
        const parameters = deployment(load, { ...overheads, provisioners: count, provisionerChanges });
        const records = simulateMornings(parameters, morning(load));
        const { completedUs, provisioner, reaped, startedUs } = records.jobs;
        const last = new Map<number, number>();
        for (const i of indices(records).sort((a, b) => startedUs[a]! - startedUs[b]!)) {
          const before = last.get(provisioner[i]!);
          last.set(provisioner[i]!, i);
          if (before === undefined) continue;
          expect(startedUs[i]).toBeGreaterThanOrEqual(completedUs[before]!);
          // What the reaper took from it was left by a dead one, which takes nothing more.
          expect(reaped[before]).toBe(0);
          followed++;
        }
      }),
      { numRuns: 50 },
    );
    expect(followed).toBeGreaterThan(50);
  });

  it('are never two at once on one provisioner, and start in the order of their creation', () => {
    fc.assert(
      fc.property(loads, fc.integer({ min: 1, max: 5 }), (load, provisioners) => {
        const p = deployment(load, { ...overheads, provisioners, lostNotificationRate: 0.2 });
        const records = simulateMornings(p, morning(load));
        const { completedUs, provisioner, startedUs } = records.jobs;
        const freeUs = new Map<number, number>();
        let lastStartUs = 0;
        for (const i of indices(records)) {
          expect(startedUs[i]).toBeGreaterThanOrEqual(freeUs.get(provisioner[i]!) ?? 0);
          expect(startedUs[i]).toBeGreaterThanOrEqual(lastStartUs);
          lastStartUs = startedUs[i]!;
          freeUs.set(provisioner[i]!, completedUs[i]!);
        }
        expect(Math.max(...freeUs.keys())).toBeLessThan(provisioners);
      }),
      { numRuns: 50 },
    );
  });

  it('start as in a queue with that many servers, where pick-up and hand-off take no time', () => {
    fc.assert(
      fc.property(loads, fc.integer({ min: 1, max: 8 }), (load, provisioners) => {
        const records = simulateMornings(deployment(load, { provisioners }), morning(load));
        const { completedUs, count, createdUs, startedUs } = records.jobs;
        const serviceUs = indices(records).map((i) => completedUs[i]! - startedUs[i]!);
        const replayed = replayQueue([...createdUs.subarray(0, count)], serviceUs, provisioners);
        expect([...startedUs.subarray(0, count)]).toEqual(replayed.startedUs);
      }),
      { numRuns: 50 },
    );
  });

  it('start no later with more provisioners, where pick-up and hand-off take no time', () => {
    fc.assert(
      fc.property(
        loads,
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 5 }),
        (load, few, more) => {
          const of = (provisioners: number) =>
            simulateMornings(deployment(load, { provisioners }), morning(load)).jobs;
          const [before, after] = [of(few), of(few + more)];
          for (let i = 0; i < before.count; i++) {
            expect(after.createdUs[i]).toBe(before.createdUs[i]);
            expect(after.startedUs[i]).toBeLessThanOrEqual(before.startedUs[i]!);
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  it('wait for nothing but their pick-up where a provisioner is idle for each', () => {
    fc.assert(
      fc.property(loads, fc.nat(SECOND), (load, pickUpUs) => {
        const pickUp = constant(pickUpUs);
        const p = deployment(load, {
          ...overheads,
          pickUp,
          provisioners: load.workspaces + load.others.length,
        });
        const records = simulateMornings(p, morning(load));
        const { createdUs, startedUs } = records.jobs;
        for (const i of indices(records)) expect(startedUs[i]! - createdUs[i]!).toBe(pickUpUs);
      }),
      { numRuns: 50 },
    );
  });
});

describe('a simulation of mornings', () => {
  const load: Load = {
    seed: 'x',
    workspaces: 40,
    others: [0, 0, MINUTE],
    window: 3,
    replicas: 2,
    serviceUs: 20 * SECOND,
    failureRate: 0,
  };

  it('ends, if it may, when the last of all has been started', () => {
    const p = deployment(load, { provisioners: 4 });
    const whole = simulateMornings(p, morning(load));
    const shorter = simulateMornings(p, { ...morning(load), endsWhenStarted: true });
    const autostarts = indices(whole).filter((i) => whole.jobs.kind[i] === JobKind.autostart);
    expect(shorter.endUs).toBe(Math.max(...autostarts.map((i) => whole.jobs.completedUs[i]!)));
    expect(shorter.events).toBeLessThan(whole.events);
    expect(shorter.jobs.completedUs.subarray(0, 43)).toEqual(whole.jobs.completedUs.subarray(0, 43));
  });

  it('starts nobody on the next morning whose start failed, and everybody else who was stopped', () => {
    const input = {
      ...morning({ ...load, others: [], window: 1 }),
      dueUs: [[NINE, NINE + DAY]],
      stops: { atUs: new Array<number>(40).fill(NINE + 9 * HOUR), workspace: [...Array(40).keys()] },
      untilUs: NINE + DAY + 3 * HOUR,
    };
    const p = deployment({ ...load, failureRate: 0.2 }, { failureRate: { start: 0.2, stop: 0, delete: 0 } });
    const records = simulateMornings(p, input);
    const { createdUs, kind, state, workspace } = records.jobs;
    const autostarts = indices(records).filter((i) => kind[i] === JobKind.autostart);
    const first = autostarts.filter((i) => createdUs[i]! < NINE + HOUR);
    const second = autostarts.filter((i) => createdUs[i]! >= NINE + DAY);
    const failed = first.filter((i) => state[i] === JobState.failed).map((i) => workspace[i]);
    expect(failed.length).toBeGreaterThan(0);
    expect(second.map((i) => workspace[i]).sort()).toEqual(
      first
        .map((i) => workspace[i])
        .filter((w) => !failed.includes(w))
        .sort(),
    );
  });

  it.each([
    ['schedules', { schedule: [0] }, '40 workspaces need as many schedules, not 1'],
    ['a template that is not there', { template: new Array<number>(40).fill(1) }, 'numbered from 0 to 0'],
    ['half a minute', { dueUs: [[NINE + 1], [NINE], [NINE]] }, 'must be whole minutes'],
    ['starts in disorder', { background: { atUs: [NINE, NINE - 1], template: [0, 0] } }, 'in order'],
    ['an end before the beginning', { untilUs: 0 }, 'must not end before it begins'],
  ])('refuses %s', (_, wrong, problem) => {
    const input: MorningsInput = { ...morning(load), ...wrong };
    expect(() => simulateMornings(deployment(load, {}), input)).toThrow(problem);
  });
});
