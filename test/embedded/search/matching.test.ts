import { describe, expect, it } from 'vitest';
import { containing } from '../../../src/embedded/search/matching.js';

describe('containing', () => {
  it('matches substrings, with the wildcards of SQL and no others', () => {
    expect(containing('b.d')('ABCD')).toBe(false);
    expect(containing('b_d')('ABCD')).toBe(true);
    expect(containing('a%d')('xABCDx')).toBe(true);
    expect(containing('(%)')('(anything)')).toBe(true);
    expect(containing('')('x')).toBe(true);
  });
});
