import { describe, expect, it } from 'vitest';
import { seededDraws } from '../../src/stats/index.js';

describe('seededDraws', () => {
  it('gives the same numbers for the same seed and others for another', () => {
    const [a, b, c] = [seededDraws('one'), seededDraws('one'), seededDraws('two')];
    const first = Array.from({ length: 20 }, a);
    expect(Array.from({ length: 20 }, b)).toEqual(first);
    expect(Array.from({ length: 20 }, c)).not.toEqual(first);
  });

  it('gives first draws over consecutive seeds that are uniform and unrelated', () => {
    const firsts = Array.from({ length: 100_000 }, (_, seed) => seededDraws(String(seed))());
    const mean = firsts.reduce((sum, value) => sum + value, 0) / firsts.length;
    const lag = firsts.slice(1).reduce((sum, value, i) => sum + (value - 0.5) * (firsts[i]! - 0.5), 0);
    expect(mean).toBeGreaterThan(0.496);
    expect(mean).toBeLessThan(0.504);
    expect(Math.abs((lag / firsts.length) * 12)).toBeLessThan(0.015);
  });

  it('fills [0, 1) evenly along one sequence', () => {
    const draw = seededDraws('long');
    const classes = new Array<number>(100).fill(0);
    for (let i = 0; i < 1_000_000; i++) classes[Math.floor(draw() * 100)]! += 1;
    expect(classes.reduce((sum, n) => sum + (n - 10_000) ** 2 / 10_000, 0)).toBeLessThan(160);
  });

  it('keeps the meaning of a seed across releases', () => {
    expect(Array.from({ length: 3 }, seededDraws('nineam'))).toMatchInlineSnapshot(`
      [
        0.1739811712211774,
        0.345548303182417,
        0.9815311773964049,
      ]
    `);
  });
});
