import { describe, expect, it } from 'vitest';
import { parseServiceTime } from '../../../src/cli/flags/service-time.js';

describe('--service-time', () => {
  it('reads a lognormal distribution in microseconds, of starts unless told otherwise', () => {
    expect(parseServiceTime('p50=45s,p95=90s')).toEqual({
      transition: 'start',
      distribution: { kind: 'lognormal', p50: 45_000_000, p95: 90_000_000 },
    });
    expect(parseServiceTime('stop:p50=1s,p95=1s').transition).toBe('stop');
  });

  it('reads a constant and a list to draw from, sorted', () => {
    expect(parseServiceTime('delete:constant=500ms').distribution).toEqual({
      kind: 'constant',
      value: 500_000,
    });
    expect(parseServiceTime('values=3s/1s/2s').distribution).toEqual({
      kind: 'empirical',
      sortedValues: [1_000_000, 2_000_000, 3_000_000],
    });
  });

  it.each([
    '',
    'p50=45s',
    'p50=45,p95=90',
    'restart:p50=1s,p95=2s',
    'constant=0s',
    'constant=-1s',
    'values=',
    'p50=2s,p95=1s',
  ])('refuses %o', (text) => {
    expect(() => parseServiceTime(text)).toThrow(/must/);
  });
});
