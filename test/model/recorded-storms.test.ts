import { describe, expect, it } from 'vitest';
import { replayQueue, stormModelParameters } from '../../src/model/index.js';
import { percentileOf } from '../../src/stats/index.js';
import { recordedStorm } from './recorded-storms.js';
import { autostarts, HOUR, NINE, SECOND, sameFor, stoppedWorkspaces } from './scenario.js';

interface Start {
  readonly createdUs: number;
  readonly startedUs: number;
  readonly completedUs: number;
}

const queueSeconds = (starts: readonly Start[], p: number) =>
  percentileOf(
    starts.map((start) => (start.startedUs - start.createdUs) / SECOND),
    p,
  )!;

const orderOf = (times: readonly number[]) =>
  times.map((_, i) => i).sort((a, b) => times[a]! - times[b]! || a - b);

/** How far `value` lies from `truth`, as a share of `truth`. */
const off = (value: number, truth: number) => Math.abs(value / truth - 1);

describe.each(['s1', 's2', 's5'] as const)('the recorded storm %s', (name) => {
  const { starts, provisioners, tickPhaseUs } = recordedStorm(name);

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
      expect(off(queueSeconds(replayed, p), queueSeconds(starts, p))).toBeLessThan(0.03);
    }
    const recordedOrder = orderOf(starts.map((start) => start.startedUs));
    const moved = orderOf(startedUs).filter((job, i) => job !== recordedOrder[i]);
    expect(moved.length).toBeLessThanOrEqual(4);
  });

  it('is predicted by the model, from its service times alone, within a tenth', () => {
    const serviceTime = {
      kind: 'empirical',
      sortedValues: starts.map((start) => start.completedUs - start.startedUs).sort((a, b) => a - b),
    } as const;
    const { creation, recheck, pickUp, handOff } = stormModelParameters({ seed: '', startUs: 0 });
    const model = stoppedWorkspaces(starts.length, {
      seed: name,
      provisioners,
      tickPhasesUs: [tickPhaseUs],
      creation,
      recheck,
      pickUp,
      handOff,
      serviceTime: sameFor(serviceTime),
    });
    model.advanceTo(NINE + HOUR);
    const predicted = autostarts(model).map((build) => ({
      createdUs: build.createdUs - NINE,
      startedUs: build.startedUs! - NINE,
      completedUs: build.completedUs! - NINE,
    }));
    expect(predicted).toHaveLength(starts.length);
    for (const p of [0.5, 0.95]) {
      expect(off(queueSeconds(predicted, p), queueSeconds(starts, p))).toBeLessThan(0.1);
      const total = (of: readonly Start[]) =>
        percentileOf(
          of.map((start) => start.completedUs / SECOND),
          p,
        )!;
      expect(off(total(predicted), total(starts))).toBeLessThan(0.1);
    }
  });
});
