import { describe, expect, it } from 'vitest';
import { containing } from '../../../src/embedded/search/matching.js';

describe('containing', () => {
  it('matches substrings, with the wildcards of SQL and no others', () => {
    expect(containing('b.d')('ABCD')).toBe(false);
    expect(containing('b_d')('ABCD')).toBe(true);
    expect(containing('b__d')('ABCD')).toBe(false);
    expect(containing('a%d')('xABCDx')).toBe(true);
    expect(containing('d%a')('xABCDx')).toBe(false);
    expect(containing('ab%b')('ab')).toBe(false);
    expect(containing('(%)')('(anything)')).toBe(true);
    expect(containing('')('x')).toBe(true);
    expect(containing('%')('')).toBe(true);
    expect(containing('_')('')).toBe(false);
  });

  it('takes a character behind a backslash for itself', () => {
    expect(containing('a\\_b')('a_b')).toBe(true);
    expect(containing('a\\_b')('axb')).toBe(false);
    expect(containing('100\\%')('100%')).toBe(true);
    expect(containing('\\')('anything')).toBe(false);
  });

  it('answers soon, whatever the pattern', () => {
    const text = 'a'.repeat(2000);
    expect(containing(`${'%a'.repeat(200)}b`)(text)).toBe(false);
  });
});
