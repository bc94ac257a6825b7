import { describe, expect, it } from 'vitest';
import { replayQueue, type StormModelParameters, stormModelParameters } from '../../src/model/index.js';
import { meanOf, percentileOf } from '../../src/stats/index.js';
import { type RecordedStart, recordedStorm } from './recorded-storms.js';
import { autostarts, HOUR, NINE, SECOND, sameFor, stoppedWorkspaces } from './scenario.js';

const PERCENTILES = [0.5, 0.95, 0.99];
const SEEDS = Array.from({ length: 10 }, (_, i) => `seed ${i}`);

const DEFAULTS = stormModelParameters({ seed: '', startUs: 0 });

const percentiles = (values: readonly number[]) => PERCENTILES.map((p) => percentileOf(values, p)!);
const queue = (starts: readonly RecordedStart[]) => starts.map((start) => start.startedUs - start.createdUs);
const firstOf = (starts: readonly RecordedStart[]) => Math.min(...starts.map((start) => start.createdUs));
/** From the first creation to each completion. */
const total = (starts: readonly RecordedStart[]) =>
  starts.map((start) => start.completedUs - firstOf(starts));
const spread = (starts: readonly RecordedStart[]) =>
  Math.max(...starts.map((start) => start.createdUs)) - firstOf(starts);

const meanOver = <T>(runs: readonly T[], value: (run: T) => number) =>
  runs.reduce((sum, run) => sum + value(run), 0) / runs.length;

/** How far `value` lies from `truth`, as a share of `truth`. */
const off = (value: number, truth: number) => Math.abs(value / truth - 1);

const orderOf = (times: readonly number[]) =>
  times.map((_, i) => i).sort((a, b) => times[a]! - times[b]! || a - b);

describe.each(['s1', 's2', 's5'] as const)('the recorded storm %s', (name) => {
  const { starts, provisioners, apply, tickPhaseUs } = recordedStorm(name);

  /** The model's idea of the storm, from its settings alone, for several seeds. */
  function predicted(overrides: Partial<StormModelParameters> = {}): readonly (readonly RecordedStart[])[] {
    const { completion, creation, earlyStartRate, handOff, pickUp, recheck } = DEFAULTS;
    return SEEDS.map((seed) => {
      const model = stoppedWorkspaces(starts.length, {
        seed: `${name} ${seed}`,
        provisioners,
        tickPhasesUs: [tickPhaseUs],
        serviceTime: sameFor(apply),
        ...{ completion, creation, earlyStartRate, handOff, pickUp, recheck },
        ...overrides,
      });
      model.advanceTo(NINE + HOUR);
      const builds = autostarts(model).map(({ createdUs, startedUs, completedUs }) => ({
        createdUs: createdUs - NINE,
        startedUs: startedUs! - NINE,
        completedUs: completedUs! - NINE,
      }));
      expect(builds).toHaveLength(starts.length);
      return builds;
    });
  }

  function expectTimesWithin(share: number, runs: readonly (readonly RecordedStart[])[]): void {
    for (const times of [queue, total]) {
      const recorded = percentiles(times(starts));
      recorded.forEach((truth, i) => {
        const mean = meanOver(runs, (run) => percentiles(times(run))[i]!);
        expect(off(mean, truth), `${times.name} p${PERCENTILES[i]! * 100}`).toBeLessThan(share);
      });
    }
  }

  it('is replayed within 3 % of its queue waits and with at most four starts out of order', () => {
    const created = starts.map((start) => start.createdUs);
    const service = starts.map((start) => start.completedUs - start.startedUs);
    const { startedUs, completedUs } = replayQueue(created, service, provisioners);
    const replayed = created.map((createdUs, i) => ({
      createdUs,
      startedUs: startedUs[i]!,
      completedUs: completedUs[i]!,
    }));
    for (const p of [0.5, 0.95, 1]) {
      const seconds = (of: readonly RecordedStart[]) => percentileOf(queue(of), p)! / SECOND;
      expect(off(seconds(replayed), seconds(starts))).toBeLessThan(0.03);
    }
    const recordedOrder = orderOf(starts.map((start) => start.startedUs));
    const moved = orderOf(startedUs).filter((job, i) => job !== recordedOrder[i]);
    expect(moved.length).toBeLessThanOrEqual(4);
  });

  it('is predicted from its settings and the defaults within 10 %: queue and total at p50, p95, p99', () => {
    expectTimesWithin(0.1, predicted());
  });

  it('is predicted from its own service times within 10 % as well', () => {
    const service = starts.map((start) => start.completedUs - start.startedUs).sort((a, b) => a - b);
    const serviceTime = sameFor({ kind: 'empirical', sortedValues: service } as const);
    expectTimesWithin(0.1, predicted({ serviceTime, completion: { kind: 'constant', value: 0 } }));
  });

  it('spreads its creations as the defaults do, within 25 %', () => {
    expect(off(meanOver(predicted(), spread), spread(starts))).toBeLessThan(0.25);
  });

  it('spreads its creations within 10 % when fitted: given its own rate of creation', () => {
    const rate = starts.length / spread(starts);
    const factor = DEFAULTS.executorConcurrency / rate / meanOf(DEFAULTS.creation);
    const { p50, p95 } = DEFAULTS.creation as { p50: number; p95: number };
    const creation = { kind: 'lognormal', p50: p50 * factor, p95: p95 * factor } as const;
    expect(off(meanOver(predicted({ creation }), spread), spread(starts))).toBeLessThan(0.1);
  });

  it('is started first created, first started', () => {
    for (const run of predicted()) {
      expect(orderOf(run.map((start) => start.startedUs))).toEqual(
        orderOf(run.map((start) => start.createdUs)),
      );
    }
  });
});
