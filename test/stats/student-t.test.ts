import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalQuantile, studentTQuantile } from '../../src/stats/index.js';

describe('studentTQuantile', () => {
  it.each([
    [0.975, 1, 12.706204736],
    [0.975, 2, 4.30265273],
    [0.975, 4, 2.776445105],
    [0.95, 10, 1.812461123],
    [0.975, 30, 2.042272456],
    [0.995, 120, 2.617421145],
  ])('is as tabulated: p = %d, %d degrees of freedom', (p, degreesOfFreedom, quantile) => {
    expect(studentTQuantile(p, degreesOfFreedom)).toBeCloseTo(quantile, 7);
  });

  it('is that of a Cauchy variable with one degree of freedom, and nearly normal with many', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 0.999, noNaN: true }), (p) => {
        const cauchy = Math.tan(Math.PI * (p - 0.5));
        expect(studentTQuantile(p, 1)).toBeCloseTo(cauchy, Math.abs(cauchy) > 10 ? 4 : 8);
        expect(studentTQuantile(p, 1e7)).toBeCloseTo(normalQuantile(p), 4);
      }),
    );
  });

  it('rises with p, mirrored about a half', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.5, max: 0.99, noNaN: true }),
        fc.double({ min: 0.3, max: 500, noNaN: true }),
        (p, degreesOfFreedom) => {
          const quantile = studentTQuantile(p, degreesOfFreedom);
          expect(studentTQuantile(1 - p, degreesOfFreedom)).toBeCloseTo(-quantile, 8);
          expect(studentTQuantile(p + 0.005, degreesOfFreedom)).toBeGreaterThan(quantile);
        },
      ),
    );
  });

  it.each([
    [0, 1],
    [1, 1],
    [Number.NaN, 1],
    [0.5, 0],
    [0.5, -1],
    [0.5, Number.NaN],
  ])('refuses p = %d with %d degrees of freedom', (p, degreesOfFreedom) => {
    expect(() => studentTQuantile(p, degreesOfFreedom)).toThrow(RangeError);
  });
});
