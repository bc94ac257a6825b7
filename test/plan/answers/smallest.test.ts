import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { smallest } from '../../../src/plan/answers/smallest.js';

describe('smallest', () => {
  const cases = fc.record({
    least: fc.integer({ min: 1, max: 5 }),
    answer: fc.integer({ min: 1, max: 5_000 }),
    most: fc.integer({ min: 5, max: 5_000 }),
    guess: fc.integer({ min: 0, max: 10_000 }),
  });

  it('finds the first number that is enough from any guess, or none above the most', () => {
    fc.assert(
      fc.property(cases, ({ answer, ...range }) => {
        const value = smallest(range, (tried) => tried >= answer);
        expect(value).toBe(answer > range.most ? null : Math.max(answer, range.least));
      }),
    );
  });

  it('tries few numbers where the guess is near, and none outside or twice', () => {
    fc.assert(
      fc.property(cases, ({ answer, ...range }) => {
        const seen: number[] = [];
        smallest(range, (value) => {
          seen.push(value);
          return value >= answer;
        });
        expect(new Set(seen).size).toBe(seen.length);
        expect(Math.min(...seen)).toBeGreaterThanOrEqual(range.least);
        expect(Math.max(...seen)).toBeLessThanOrEqual(range.most);
        expect(seen.length).toBeLessThanOrEqual(30);
      }),
    );
    let tried = 0;
    smallest({ least: 1, most: 100_000, guess: 95 }, (value) => {
      tried++;
      return value >= 100;
    });
    expect(tried).toBeLessThanOrEqual(7);
  });
});
