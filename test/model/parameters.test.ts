import { describe, expect, it } from 'vitest';
import { stormModelParameters } from '../../src/model/index.js';
import { meanOf } from '../../src/stats/index.js';
import { ConfigError } from '../../src/storm/index.js';

const base = { seed: 's', startUs: 0 };

describe('stormModelParameters', () => {
  it('creates by default as many builds a second as were measured', () => {
    const p = stormModelParameters(base);
    const perSecond = (p.executorConcurrency * 1_000_000) / meanOf(p.creation);
    expect(perSecond).toBeGreaterThan(66);
    expect(perSecond).toBeLessThan(85);
  });

  it('lets every default be overridden', () => {
    expect(stormModelParameters({ ...base, provisioners: 40, pendingReapUs: 7 })).toMatchObject({
      provisioners: 40,
      pendingReapUs: 7,
      replicas: 1,
    });
  });

  it('names every problem at once', () => {
    const call = () =>
      stormModelParameters({
        ...base,
        replicas: 0,
        provisioners: -1,
        executorConcurrency: 1.5,
        creation: { kind: 'lognormal', p50: 9, p95: 1 },
        failureRate: { start: 1.5, stop: 0, delete: Number.NaN },
        tickPhasesUs: [60_000_000],
      });
    expect(call).toThrow(ConfigError);
    try {
      call();
    } catch (error) {
      const { problems } = error as ConfigError;
      const named = [
        'replicas',
        'executorConcurrency',
        'provisioners',
        'tickPhasesUs',
        'tickPhasesUs',
        'creation',
      ];
      expect(problems.map((problem) => problem.split(':')[0])).toEqual([
        ...named,
        'failureRate.start',
        'failureRate.delete',
      ]);
    }
  });

  it('wants one phase for each replica', () => {
    expect(() => stormModelParameters({ ...base, replicas: 2, tickPhasesUs: [1] })).toThrow(
      /each of 2 replicas/,
    );
  });
});
