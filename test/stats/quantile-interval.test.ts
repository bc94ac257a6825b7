import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quantileInterval, seededDraws } from '../../src/stats/index.js';

const oneTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1);

/** P(B = k) of a binomial (n, p), from exact whole numbers: `p` is given in thousandths. */
function exactShares(n: number, permille: number): number[] {
  const whole = 1000n ** BigInt(n);
  let choose = 1n;
  return Array.from({ length: n + 1 }, (_, k) => {
    if (k > 0) choose = (choose * BigInt(n - k + 1)) / BigInt(k);
    const ways = choose * BigInt(permille) ** BigInt(k) * BigInt(1000 - permille) ** BigInt(n - k);
    return Number((ways * 10n ** 18n) / whole) / 1e18;
  });
}

const sum = (shares: readonly number[]) => shares.reduce((total, share) => total + share, 0);

/** The narrowest pair of ranks of which each errs with the share `tail` at most; by trying all of them. */
function bruteForce(n: number, permille: number, tail: number) {
  const shares = exactShares(n, permille);
  const ranks = oneTo(n);
  return {
    lower: ranks.filter((l) => sum(shares.slice(0, l)) <= tail).at(-1) ?? null,
    upper: ranks.find((u) => sum(shares.slice(u)) <= tail) ?? null,
  };
}

describe('quantileInterval', () => {
  it('takes the ranks that trying all of them finds', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 120 }),
        fc.integer({ min: 1, max: 999 }),
        fc.constantFrom(0.8, 0.9, 0.95, 0.99),
        (n, permille, confidence) => {
          const expected = bruteForce(n, permille, (1 - confidence) / 2);
          expect(quantileInterval(oneTo(n), permille / 1000, confidence)).toEqual(expected);
        },
      ),
      { seed: 5, numRuns: 200 },
    );
  });

  it.each([
    [0.95, 72],
    [0.99, 368],
  ])('has an upper limit of p = %d from n = %d on', (p, n) => {
    expect(quantileInterval(oneTo(n - 1), p).upper).toBeNull();
    expect(quantileInterval(oneTo(n), p).upper).toBe(n);
    expect(quantileInterval(oneTo(n), p).lower).not.toBeNull();
  });

  it('covers the true quantile of independent samples as often as it says, and not much more', () => {
    const draw = seededDraws('coverage');
    const trials = 3_000;
    for (const [n, p] of [
      [72, 0.95],
      [100, 0.5],
      [400, 0.95],
      [400, 0.99],
    ] as const) {
      let held = 0;
      for (let trial = 0; trial < trials; trial++) {
        const sorted = Float64Array.from({ length: n }, draw).sort();
        const { lower, upper } = quantileInterval(sorted, p);
        if (lower !== null && upper !== null && lower <= p && p <= upper) held++;
      }
      const error = 3 * Math.sqrt((0.95 * 0.05) / trials);
      expect(held / trials, `n = ${n}, p = ${p}`).toBeGreaterThan(0.95 - error);
      expect(held / trials, `n = ${n}, p = ${p}`).toBeLessThan(0.985 + error);
    }
  });

  it('agrees with the normal approximation for 100,000 samples', () => {
    const n = 100_000;
    const { lower, upper } = quantileInterval(oneTo(n), 0.95);
    const reach = 1.959964 * Math.sqrt(n * 0.95 * 0.05);
    expect(Math.abs(lower! - (0.95 * n - reach))).toBeLessThan(2);
    expect(Math.abs(upper! - (0.95 * n + reach))).toBeLessThan(2);
  });

  it('is infinite upwards where the limit is a sample that never happened', () => {
    const samples = [...oneTo(95), ...Array.from({ length: 5 }, () => Number.POSITIVE_INFINITY)];
    const { lower, upper } = quantileInterval(samples, 0.95);
    expect(upper).toBe(Number.POSITIVE_INFINITY);
    expect(lower).toBeLessThan(95);
  });

  it('knows nothing of an empty sample, and refuses shares outside (0, 1)', () => {
    expect(quantileInterval([], 0.95)).toEqual({ lower: null, upper: null });
    for (const wrong of [0, 1, 95, -0.1, Number.NaN]) {
      expect(() => quantileInterval([1], wrong)).toThrow(RangeError);
      expect(() => quantileInterval([1], 0.5, wrong)).toThrow(RangeError);
    }
  });
});
