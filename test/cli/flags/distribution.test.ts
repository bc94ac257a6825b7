import { describe, expect, it } from 'vitest';
import { parseDistribution } from '../../../src/cli/flags/distribution.js';

describe('parseDistribution', () => {
  it('reads percentiles, a constant and a list, in microseconds', () => {
    expect(parseDistribution('p50=2s,p95=4.5s')).toEqual({ kind: 'lognormal', p50: 2e6, p95: 4.5e6 });
    expect(parseDistribution('constant=12ms')).toEqual({ kind: 'constant', value: 12_000 });
    expect(parseDistribution('values=2s/1s')).toEqual({ kind: 'empirical', sortedValues: [1e6, 2e6] });
  });

  it('refuses what no build takes, and a spread whose rare draws would outlast everybody', () => {
    expect(() => parseDistribution('constant=25h')).toThrow('must name times of at most 24h');
    expect(() => parseDistribution('p50=1s,p95=2000s')).toThrow('at most 1000 times its p50');
    expect(parseDistribution('p50=1s,p95=1000s').kind).toBe('lognormal');
  });

  it.each(['', '2s', 'p50=2s', 'p95=1s,p50=1s', 'constant=0s', 'values=1s//2s', 'p50=2s,p95=1s'])(
    'refuses %o, saying what it must be',
    (text) => {
      expect(() => parseDistribution(text)).toThrow(/^must /);
    },
  );
});
