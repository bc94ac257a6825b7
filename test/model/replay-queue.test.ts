import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ADMIN, replayQueue, replaySortedQueue, StormModel } from '../../src/model/index.js';
import { parameters, SEVEN } from './scenario.js';

/** Provisioners one by one, scanned for every job: slow, plain, and independent of the real thing. */
function bruteForce(createdUs: readonly number[], serviceUs: readonly number[], provisioners: number) {
  const freeAt = Array.from({ length: provisioners }, () => Number.NEGATIVE_INFINITY);
  const startedUs: number[] = [];
  const order = createdUs.map((_, i) => i).sort((a, b) => createdUs[a]! - createdUs[b]! || a - b);
  for (const job of order) {
    const first = freeAt.indexOf(Math.min(...freeAt));
    startedUs[job] = Math.max(createdUs[job]!, freeAt[first]!);
    freeAt[first] = startedUs[job]! + serviceUs[job]!;
  }
  return startedUs;
}

const jobs = fc.array(fc.tuple(fc.nat(1_000), fc.nat(300)), { maxLength: 80 });

describe('replayQueue', () => {
  it('agrees with a scan over all provisioners for every job', () => {
    fc.assert(
      fc.property(jobs, fc.integer({ min: 1, max: 12 }), (list, provisioners) => {
        const [created, service] = [list.map(([at]) => at), list.map(([, us]) => us)];
        const { startedUs, completedUs } = replayQueue(created, service, provisioners);
        expect(startedUs).toEqual(bruteForce(created, service, provisioners));
        expect(completedUs).toEqual(startedUs.map((us, i) => us + service[i]!));
      }),
    );
  });

  it('agrees with the model without latencies, event by event', () => {
    fc.assert(
      fc.property(jobs, fc.integer({ min: 1, max: 12 }), fc.string(), (list, provisioners, seed) => {
        const serviceTime = { kind: 'lognormal', p50: 100, p95: 250 } as const;
        const all = { start: serviceTime, stop: serviceTime, delete: serviceTime };
        const model = new StormModel(parameters({ seed, provisioners, serviceTime: all }));
        const owner = model.addOwner(SEVEN, 'active');
        const created = list.map(([at]) => SEVEN + at).sort((a, b) => a - b);
        created.forEach((at, i) => {
          model.createWorkspace(at, { owner, name: `w${i}`, initiator: ADMIN, schedule: null });
        });
        model.advanceTo(SEVEN + 1_000_000);
        const builds = [...model.builds()];
        const service = builds.map((build) => build.completedUs! - build.startedUs!);
        const replay = replayQueue(created, service, provisioners);
        expect(builds.map((build) => build.startedUs)).toEqual(replay.startedUs);
        expect(builds.map((build) => build.completedUs)).toEqual(replay.completedUs);
      }),
    );
  });

  it('completes the same when creations ascend and lists are used again', () => {
    fc.assert(
      fc.property(jobs, fc.integer({ min: 1, max: 12 }), (list, provisioners) => {
        const created = list.map(([at]) => at).sort((a, b) => a - b);
        const service = list.map(([, us]) => us);
        const completed = Float64Array.from(service);
        replaySortedQueue(Float64Array.from(created), completed, provisioners, completed);
        expect([...completed]).toEqual(replayQueue(created, service, provisioners).completedUs);
      }),
    );
    const none = new Float64Array(1);
    expect(() => replaySortedQueue(none, none, 0, none)).toThrow(/at least one/);
  });

  it('answers for the same builds with another number of provisioners', () => {
    const created = [0, 0, 0, 0];
    expect(replayQueue(created, [10, 20, 30, 40], 1).startedUs).toEqual([0, 10, 30, 60]);
    expect(replayQueue(created, [10, 20, 30, 40], 2).startedUs).toEqual([0, 0, 10, 20]);
    expect(replayQueue(created, [10, 20, 30, 40], 9).startedUs).toEqual([0, 0, 0, 0]);
  });

  it('refuses lists of two lengths and a queue without provisioners', () => {
    expect(() => replayQueue([1], [], 1)).toThrow(RangeError);
    for (const none of [0, -1, 1.5, Number.NaN])
      expect(() => replayQueue([1], [1], none)).toThrow(/at least one/);
  });
});
