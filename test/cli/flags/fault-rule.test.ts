import { describe, expect, it } from 'vitest';
import { parseFaultRule } from '../../../src/cli/flags/fault-rule.js';

describe('--fault', () => {
  it('reads a kind with its settings', () => {
    expect(parseFaultRule('drop-update:rate=0.02')).toEqual({ kind: 'drop_update', rate: 0.02 });
    expect(parseFaultRule('lose-answer:method=POST,path=/api/v2/users,count=3')).toEqual({
      kind: 'lose_answer',
      method: 'POST',
      path: '/api/v2/users',
      count: 3,
    });
    expect(parseFaultRule('too-many-requests:retry-after=1')).toEqual({
      kind: 'too_many_requests',
      retryAfterSeconds: 1,
    });
  });

  it.each([
    'explode',
    'drop-update:rate=2',
    'drop-update:path=/x',
    'close-socket:code=12',
    'drop-update:rate=',
  ])('refuses %o', (text) => {
    expect(() => parseFaultRule(text)).toThrow();
  });
});
