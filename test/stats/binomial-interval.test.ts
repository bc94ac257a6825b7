import { describe, expect, it } from 'vitest';
import { binomialInterval } from '../../src/stats/index.js';

describe('binomialInterval', () => {
  it.each([
    // Published values of the exact interval (Clopper and Pearson).
    [0, 10, 0, 0.3085],
    [10, 10, 0.6915, 1],
    [5, 10, 0.1871, 0.8129],
    [29, 30, 0.8278, 0.9992],
    [95, 100, 0.8872, 0.9836],
  ])('of %i in %i is the exact one', (successes, trials, lower, upper) => {
    const interval = binomialInterval(successes, trials);
    expect(interval.lower).toBeCloseTo(lower, 4);
    expect(interval.upper).toBeCloseTo(upper, 4);
  });

  it('is narrower for a lower confidence', () => {
    const [wide, narrow] = [binomialInterval(20, 30, 0.99), binomialInterval(20, 30, 0.8)];
    expect(narrow.lower).toBeGreaterThan(wide.lower);
    expect(narrow.upper).toBeLessThan(wide.upper);
  });

  it.each([
    [1, 0, 0.95],
    [-1, 3, 0.95],
    [4, 3, 0.95],
    [1.5, 3, 0.95],
    [1, 3, 1],
  ])('refuses %d of %d at %d', (successes, trials, confidence) => {
    expect(() => binomialInterval(successes, trials, confidence)).toThrow(RangeError);
  });
});
