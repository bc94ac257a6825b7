import { describe, expect, it } from 'vitest';
import { cleanupChoice } from '../../src/cli/cleanup-choice.js';

type Options = Parameters<typeof cleanupChoice>[0];

function choose(
  values: Partial<Options['values']>,
  given: Readonly<Record<string, 'flag' | 'environment' | 'file'>>,
) {
  return cleanupChoice({
    values: { cleanup: 'always', noCleanup: false, ...values },
    given: new Map(Object.entries(given)),
  });
}

describe('the choice of cleanup', () => {
  it('is what --cleanup says', () => {
    expect(choose({}, {})).toEqual({ choice: 'always', problem: null });
    expect(choose({ cleanup: 'on-success' }, { cleanup: 'flag' }).choice).toBe('on-success');
  });

  it('is never with --no-cleanup, which agrees with --cleanup never', () => {
    expect(choose({ noCleanup: true }, { 'no-cleanup': 'flag' })).toEqual({ choice: 'never', problem: null });
    expect(
      choose({ noCleanup: true, cleanup: 'never' }, { 'no-cleanup': 'flag', cleanup: 'flag' }).problem,
    ).toBeNull();
  });

  it('contradicts itself where both are said in one place, also where that is the default', () => {
    const both = choose(
      { noCleanup: true, cleanup: 'on-success' },
      { 'no-cleanup': 'flag', cleanup: 'flag' },
    );
    expect(both.problem).toContain('contradicts --cleanup on-success');
    expect(choose({ noCleanup: true }, { 'no-cleanup': 'flag', cleanup: 'flag' }).problem).not.toBeNull();
  });

  it('is that of the stronger origin where they are said in different places', () => {
    const values = { noCleanup: true, cleanup: 'on-success' } as const;
    expect(choose(values, { 'no-cleanup': 'environment', cleanup: 'flag' })).toEqual({
      choice: 'on-success',
      problem: null,
    });
    expect(choose(values, { 'no-cleanup': 'flag', cleanup: 'environment' })).toEqual({
      choice: 'never',
      problem: null,
    });
  });
});
