import { describe, expect, it } from 'vitest';
import { parseGroup } from '../../../src/cli/flags/plan-group.js';

describe('parseGroup', () => {
  it('reads a count and leaves all else as for everybody', () => {
    expect(parseGroup('count=5')).toEqual({
      count: 5,
      template: null,
      dueAtMinutes: null,
      timeZone: null,
      windowMinutes: null,
      startTime: null,
    });
  });

  it('reads every key, in any order', () => {
    const text = 'p50=3m,template=gpu,p95=6m, count=500 ,due-at=8:30,time-zone=Europe/Berlin,window=10m';
    expect(parseGroup(text)).toEqual({
      count: 500,
      template: 'gpu',
      dueAtMinutes: 510,
      timeZone: 'Europe/Berlin',
      windowMinutes: 10,
      startTime: { kind: 'lognormal', p50: 180e6, p95: 360e6 },
    });
  });

  it.each([
    ['', 'must be count=<n>'],
    ['template=gpu', 'must be count=<n>'],
    ['count=5,count=6', 'must be count=<n>'],
    ['count=5,colour=red', 'must be count=<n>'],
    ['count=0', 'count must be a whole number from 1'],
    ['count=1e9', 'count must be a whole number from 1'],
    ['count=5,due-at=25:00', 'due-at must be a time of day'],
    ['count=5,time-zone=Mars', 'time-zone must be an IANA time zone'],
    ['count=5,window=90s', 'window must be whole minutes'],
    ['count=5,window=long', 'window '],
    ['count=5,p50=3m', 'service time must be'],
    ['count=5,p50=6m,p95=3m', 'service time must have a p95 of at least its p50'],
  ])('refuses %j', (text, reason) => {
    expect(() => parseGroup(text)).toThrow(reason);
  });
});
