import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stepPoints, valueAt } from '../../../src/report/html/charts/steps.js';

const series = fc
  .array(fc.record({ gapUs: fc.integer({ min: 1, max: 500 }), value: fc.integer({ min: 0, max: 100 }) }), {
    maxLength: 300,
  })
  .map((steps) => {
    let at = 0;
    return { us: steps.map(({ gapUs }) => (at += gapUs)), value: steps.map((step) => step.value) };
  });

describe('valueAt', () => {
  it('is the value of the last step that is not later', () => {
    fc.assert(
      fc.property(series, fc.integer({ min: -10, max: 160_000 }), (steps, at) => {
        const last = steps.us.findLastIndex((us) => us <= at);
        expect(valueAt(steps, at)).toBe(last === -1 ? 0 : steps.value[last]);
      }),
    );
  });
});

describe('stepPoints', () => {
  it('keeps the highest, the lowest and the last value, and never goes back', () => {
    fc.assert(
      fc.property(series, (steps) => {
        const toUs = (steps.us.at(-1) ?? 0) + 10;
        const points = stepPoints(steps, (us) => us / 1000, 0, toUs);
        const values = points.map(([, value]) => value);
        expect(Math.max(...values)).toBe(Math.max(0, ...steps.value));
        expect(Math.min(...values)).toBe(Math.min(0, ...steps.value));
        expect(values.at(-1)).toBe(steps.value.at(-1) ?? 0);
        expect(points.slice(1, -1).every(([x], i, all) => i === 0 || x >= (all[i - 1]?.[0] ?? 0))).toBe(true);
      }),
    );
  });

  it('draws no more points than a picture can show', () => {
    const us = Array.from({ length: 100_000 }, (_, i) => i * 100);
    const points = stepPoints({ us, value: us.map((_, i) => i) }, (at) => at / 1e5, 0, 1e7);
    expect(points.length).toBeLessThan(3 * 2 * 100);
  });

  it('stops at the end that was asked for', () => {
    const points = stepPoints({ us: [10, 20, 30], value: [1, 2, 3] }, (us) => us, 0, 20);
    expect(points).toEqual([
      [0, 0],
      [10, 1],
      [20, 2],
      [20, 2],
    ]);
  });
});
