import { describe, expect, it } from 'vitest';
import { duration, grouped, latencyOfDue, percent, shortened } from '../../../src/report/html/words.js';

describe('duration', () => {
  it.each([
    [0, '0.00s'],
    [250, '0.25s'],
    [59_994, '59.99s'],
    [59_995, '1m00.0s'],
    [192_350, '3m12.4s'],
    [3_599_960, '1h00m00s'],
    [3_725_000, '1h02m05s'],
    [-1500, '−1.50s'],
  ])('writes %d ms as %s', (ms, words) => {
    expect(duration(ms)).toBe(words);
  });
});

describe('percent', () => {
  it.each([
    [499, 500, 1, '99.8\u00A0%'],
    [9999, 10_000, 1, '99.9\u00A0%'],
    [9999, 10_000, 0, '99\u00A0%'],
    [500, 500, 1, '100.0\u00A0%'],
    [0, 0, 1, 'none'],
  ])('cuts %d of %d', (part, whole, digits, words) => {
    expect(percent(part, whole, digits)).toBe(words);
  });
});

describe('latencyOfDue', () => {
  it('tells unknown from never reached', () => {
    expect(latencyOfDue(null, 83, 100)).toBe('unknown');
    expect(latencyOfDue(Number.POSITIVE_INFINITY, 83, 100)).toBe('not reached (83\u00A0% became usable)');
  });
});

describe('grouped', () => {
  it.each([
    [0, '0'],
    [999, '999'],
    [1000, '1,000'],
    [1_234_567, '1,234,567'],
    [0.2, '0.2'],
  ])('writes %d as %s', (n, words) => {
    expect(grouped(n)).toBe(words);
  });
});

describe('shortened', () => {
  it('puts a text on one line and says that it was cut', () => {
    expect(shortened('a\n  b\tc', 10)).toBe('a b c');
    expect(shortened('abcdef', 4)).toBe('abc…');
  });
});
