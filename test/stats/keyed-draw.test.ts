import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyedDraw, keyedDrawOf } from '../../src/stats/index.js';

const DRAWS = 100_000;

/** Chi-squared of 100 equally likely classes; 99 degrees of freedom: mean 99, standard deviation 14. */
function chiSquared(values: readonly number[]): number {
  const classes = new Array<number>(100).fill(0);
  for (const value of values) classes[Math.floor(value * 100)]! += 1;
  const expected = values.length / 100;
  return classes.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const sum = a.reduce((total, value, i) => total + (value - 0.5) * (b[i]! - 0.5), 0);
  return (sum / a.length) * 12;
}

describe('keyedDraw', () => {
  const sequences = Array.from({ length: DRAWS }, (_, i) => i);

  it('spreads neighboring sequences evenly over [0, 1)', () => {
    for (const seed of ['', '1', '2', 'a long seed with words']) {
      for (const concern of [0, 1, 2, 1_000]) {
        const draw = keyedDraw(seed);
        expect(chiSquared(sequences.map((s) => draw(concern, s)))).toBeLessThan(160);
      }
    }
  });

  it('shows no correlation between neighbors, concerns or seeds', () => {
    const [one, two] = [keyedDraw('1'), keyedDraw('2')];
    const base = sequences.map((s) => one(1, s));
    for (const other of [
      sequences.map((s) => one(1, s + 1)),
      sequences.map((s) => one(2, s)),
      sequences.map((s) => two(1, s)),
    ]) {
      expect(Math.abs(correlation(base, other))).toBeLessThan(0.015);
    }
  });

  it('depends on seed, concern and sequence alone, never on what was drawn before', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.nat(2_000),
        fc.maxSafeNat(),
        fc.array(fc.nat(10_000)),
        (seed, concern, sequence, others) => {
          const draw = keyedDraw(seed);
          for (const other of others) draw(concern, other);
          const value = draw(concern, sequence);
          expect(value).toBe(keyedDraw(seed)(concern, sequence));
          expect(value).toBe(keyedDrawOf(seed, concern)(sequence));
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThan(1);
        },
      ),
    );
  });

  it('tells sequences apart that differ by 2^32', () => {
    const draw = keyedDraw('wide');
    expect(draw(1, 5)).not.toBe(draw(1, 5 + 2 ** 32));
  });

  it('keeps the meaning of a seed across releases', () => {
    const draw = keyedDraw('nineam');
    expect([draw(1, 0), draw(1, 1), draw(2, 0)]).toMatchInlineSnapshot(`
      [
        0.12828465223979346,
        0.23899613831876498,
        0.6080999368270624,
      ]
    `);
  });
});
