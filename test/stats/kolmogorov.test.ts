import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  kolmogorovCritical,
  kolmogorovDistance,
  kolmogorovDistanceTo,
  sampleAt,
  seededDraws,
} from '../../src/stats/index.js';

const ascending = (values: readonly number[]) => [...values].sort((a, b) => a - b);
const samples = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 30 }).map(ascending);

describe('kolmogorovDistance', () => {
  it('is the greatest difference of the two shares at any value', () => {
    fc.assert(
      fc.property(samples, samples, (a, b) => {
        const upTo = (values: readonly number[], x: number) =>
          values.filter((value) => value <= x).length / values.length;
        const differences = Array.from({ length: 31 }, (_, x) => Math.abs(upTo(a, x) - upTo(b, x)));
        expect(kolmogorovDistance(a, b)).toBeCloseTo(Math.max(...differences), 12);
      }),
    );
  });

  it('is 1 where all of one lie below all of the other, and refuses an empty sample', () => {
    expect(kolmogorovDistance([1, 2], [3, 4, 5])).toBe(1);
    expect(() => kolmogorovDistance([], [1])).toThrow(RangeError);
  });
});

describe('kolmogorovDistanceTo', () => {
  const lognormal = { kind: 'lognormal', p50: 10, p95: 30 } as const;

  it('is half a step for the sample that lies best', () => {
    const n = 50;
    const best = Array.from({ length: n }, (_, i) => sampleAt(lognormal, (i + 0.5) / n));
    expect(kolmogorovDistanceTo(best, lognormal)).toBeCloseTo(0.5 / n, 9);
  });

  it('is 0 for a constant that is always met, and the share that misses it otherwise', () => {
    expect(kolmogorovDistanceTo([7, 7, 7], { kind: 'constant', value: 7 })).toBe(0);
    expect(kolmogorovDistanceTo([6, 7, 7, 8], { kind: 'constant', value: 7 })).toBe(0.25);
  });

  it('stays below the critical distance in some nineteen of twenty samples of the distribution itself', () => {
    const draw = seededDraws('kolmogorov');
    const beyond = Array.from({ length: 400 }, () => {
      const sample = ascending(Array.from({ length: 60 }, () => sampleAt(lognormal, draw())));
      return kolmogorovDistanceTo(sample, lognormal) > kolmogorovCritical(60);
    }).filter(Boolean).length;
    expect(beyond).toBeGreaterThan(4);
    expect(beyond).toBeLessThan(36);
  });
});
