import { describe, expect, it } from 'vitest';
import { windowOffsetMinutes } from '../../src/time/index.js';

describe('windowOffsetMinutes', () => {
  it('gives everyone the same minute without a window', () => {
    expect([0, 1, 500].map((index) => windowOffsetMinutes(index, 0))).toEqual([0, 0, 0]);
  });

  it('gives the same index the same minute every time', () => {
    const once = Array.from({ length: 1_000 }, (_, index) => windowOffsetMinutes(index, 10));
    const again = Array.from({ length: 1_000 }, (_, index) => windowOffsetMinutes(index, 10));
    expect(again).toEqual(once);
  });

  it('spreads a storm evenly over the window', () => {
    const perMinute = new Array<number>(10).fill(0);
    for (let index = 0; index < 10_000; index += 1) {
      const minute = windowOffsetMinutes(index, 10);
      perMinute[minute] = (perMinute[minute] ?? 0) + 1;
    }
    for (const count of perMinute) expect(Math.abs(count - 1_000)).toBeLessThan(150);
  });
});
