import { describe, expect, it } from 'vitest';
import { errorText } from '../../../src/report/plan/plan-words.js';

describe('an error in words', () => {
  it('has its sign, but none below nothing where it rounds to nothing', () => {
    expect([0.032, -0.032, 0, -0.0004, -0.0006, null].map(errorText)).toEqual([
      '+3.2 %',
      '-3.2 %',
      '+0.0 %',
      '+0.0 %',
      '-0.1 %',
      'unknown',
    ]);
  });
});
