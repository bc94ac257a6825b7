import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nearestRank, percentileOf } from '../../src/stats/index.js';

const oneTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1);

describe('nearestRank', () => {
  it.each([
    [0, 1],
    [0.05, 1],
    [0.06, 2],
    [0.5, 10],
    [0.95, 19],
    [0.951, 20],
    [1, 20],
  ])('takes of twenty samples at p = %d the one of rank %d', (p, rank) => {
    expect(nearestRank(oneTo(20), p)).toBe(rank);
  });

  it('takes the k-th of n at p = k/n, whatever the rounding of k/n', () => {
    for (let n = 1; n <= 1_000; n++) {
      const samples = oneTo(n);
      for (let k = 1; k <= n; k += 1 + Math.floor(n / 50)) expect(nearestRank(samples, k / n)).toBe(k);
    }
  });

  it('leaves at least the share p at or below itself, and less than p below', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1 }),
        fc.integer({ min: 0, max: 1_000 }),
        (samples, permille) => {
          const sorted = [...samples].sort((a, b) => a - b);
          const value = nearestRank(sorted, permille / 1_000);
          const n = sorted.length;
          expect(sorted.filter((s) => s <= value).length * 1_000).toBeGreaterThanOrEqual(permille * n);
          const below = sorted.filter((s) => s < value).length * 1_000;
          if (permille > 0) expect(below).toBeLessThan(permille * n);
          else expect(below).toBe(0);
        },
      ),
    );
  });

  it('is infinite where the share of endless samples begins', () => {
    const samples = [1, 2, 3, Number.POSITIVE_INFINITY];
    expect(nearestRank(samples, 0.75)).toBe(3);
    expect(nearestRank(samples, 0.76)).toBe(Number.POSITIVE_INFINITY);
  });

  it('refuses an empty sample and a p outside [0, 1]', () => {
    expect(() => nearestRank([], 0.5)).toThrow(RangeError);
    for (const p of [-0.01, 1.01, 95, Number.NaN]) expect(() => nearestRank([1], p)).toThrow(/\[0, 1\]/);
  });
});

describe('percentileOf', () => {
  it('leaves the samples in their order', () => {
    const samples = [3, 1, 2];
    expect(percentileOf(samples, 0.5)).toBe(2);
    expect(samples).toEqual([3, 1, 2]);
  });

  it('is null, not zero, where there is nothing', () => {
    expect(percentileOf([], 0.95)).toBeNull();
  });
});
