import { describe, expect, it } from 'vitest';
import {
  type Distribution,
  distributionProblem,
  meanOf,
  nearestRank,
  normalQuantile,
  sampleAt,
  scaledBy,
  varianceOf,
} from '../../src/stats/index.js';

const shapes: readonly Distribution[] = [
  { kind: 'constant', value: 7 },
  { kind: 'lognormal', p50: 45, p95: 90 },
  { kind: 'lognormal', p50: 45, p95: 45 },
  { kind: 'empirical', sortedValues: [1, 1, 2, 8] },
];

describe('normalQuantile', () => {
  it.each([
    [0.5, 0],
    [0.75, 0.6744897501960817],
    [0.95, 1.6448536269514722],
    [0.975, 1.959963984540054],
    [0.999, 3.090232306167813],
    [0.9999999, 5.199337582192817],
  ])('agrees at %d with published tables, and mirrored', (p, z) => {
    expect(normalQuantile(p)).toBeCloseTo(z, 9);
    expect(normalQuantile(1 - p)).toBeCloseTo(-z, 8);
  });

  it('rises everywhere, over the seams of its parts too', () => {
    const points = [
      1e-300, 1e-30, 1e-12, 1.38e-11, 1.39e-11, 1e-6, 0.0749999, 0.075, 0.0750001, 0.5, 0.925, 0.95,
    ];
    const values = points.map(normalQuantile);
    expect([...values].sort((a, b) => a - b)).toEqual(values);
    expect(normalQuantile(0)).toBe(Number.NEGATIVE_INFINITY);
    expect(normalQuantile(1)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('sampleAt', () => {
  it('gives back the percentiles by which a lognormal was given', () => {
    const d = { kind: 'lognormal', p50: 45, p95: 90 } as const;
    expect(sampleAt(d, 0.5)).toBeCloseTo(45, 9);
    expect(sampleAt(d, 0.95)).toBeCloseTo(90, 9);
  });

  it('never falls as u rises', () => {
    for (const d of shapes) {
      const values = Array.from({ length: 1_000 }, (_, i) => sampleAt(d, i / 1_000));
      expect([...values].sort((a, b) => a - b)).toEqual(values);
    }
  });

  it('gives of an empirical distribution each sample equally often, and its nearest ranks', () => {
    const d = { kind: 'empirical', sortedValues: [10, 20, 30, 40] } as const;
    const counts = new Map<number, number>();
    for (let i = 0; i < 4_000; i++) {
      const value = sampleAt(d, (i + 0.5) / 4_000);
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    expect([...counts.values()]).toEqual([1_000, 1_000, 1_000, 1_000]);
    for (const u of [0, 0.25, 0.3, 0.95]) expect(sampleAt(d, u)).toBe(nearestRank(d.sortedValues, u));
  });
});

describe('varianceOf', () => {
  it('is what the squared distances of draws from their mean average to', () => {
    for (const d of shapes) {
      const n = 200_000;
      const mean = meanOf(d);
      let sum = 0;
      for (let i = 0; i < n; i++) sum += (sampleAt(d, (i + 0.5) / n) - mean) ** 2;
      expect(Math.abs(sum / n - varianceOf(d))).toBeLessThanOrEqual(0.01 * varianceOf(d));
    }
  });
});

describe('scaledBy', () => {
  it('has every draw as many times as long', () => {
    for (const d of shapes) {
      for (const u of [0.01, 0.3, 0.5, 0.95]) {
        expect(sampleAt(scaledBy(d, 3), u) / (3 * sampleAt(d, u))).toBeCloseTo(1, 12);
      }
    }
  });
});

describe('meanOf', () => {
  it('is what the draws average to', () => {
    for (const d of shapes) {
      const n = 200_000;
      let sum = 0;
      for (let i = 0; i < n; i++) sum += sampleAt(d, (i + 0.5) / n);
      expect(sum / n / meanOf(d)).toBeCloseTo(1, 3);
    }
  });

  it('refuses an empty sample', () => {
    expect(() => meanOf({ kind: 'empirical', sortedValues: [] })).toThrow(RangeError);
  });
});

describe('distributionProblem', () => {
  it('has nothing to say about durations', () => {
    for (const d of shapes) expect(distributionProblem(d)).toBeNull();
  });

  it.each<[Distribution, RegExp]>([
    [{ kind: 'constant', value: -1 }, /from 0/],
    [{ kind: 'constant', value: Number.NaN }, /from 0/],
    [{ kind: 'lognormal', p50: 0, p95: 1 }, /p50/],
    [{ kind: 'lognormal', p50: 2, p95: 1 }, /p95/],
    [{ kind: 'lognormal', p50: 2, p95: Number.POSITIVE_INFINITY }, /p95/],
    [{ kind: 'empirical', sortedValues: [] }, /at least one/],
    [{ kind: 'empirical', sortedValues: [-1, 2] }, /from 0/],
    [{ kind: 'empirical', sortedValues: [2, 1] }, /ascending/],
  ])('names the fault of %j', (d, problem) => {
    expect(distributionProblem(d)).toMatch(problem);
  });
});
