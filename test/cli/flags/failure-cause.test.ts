import { describe, expect, it } from 'vitest';
import { parseFailureCause } from '../../../src/cli/flags/failure-cause.js';

describe('--failure-cause', () => {
  it('reads a kind alone', () => {
    expect(parseFailureCause('unreported')).toMatchObject({ kind: 'unreported', weight: 1, errorCode: null });
  });

  it('reads weight, code and an error that takes the rest of the text', () => {
    expect(parseFailureCause('reported:weight=2.5,code=INSUFFICIENT_QUOTA,error=no quota, a=b left')).toEqual(
      {
        kind: 'reported',
        weight: 2.5,
        errorCode: 'INSUFFICIENT_QUOTA',
        error: 'no quota, a=b left',
      },
    );
  });

  it.each([
    '',
    'sudden',
    'reported:weight=0',
    'reported:size=3',
    'reported:weight',
    'reported:code=',
    'reported:code=A,code=B',
  ])('refuses %o', (text) => {
    expect(() => parseFailureCause(text)).toThrow(/^(must|has|needs) /);
  });
});
