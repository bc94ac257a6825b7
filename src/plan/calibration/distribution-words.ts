import { duration } from '../../analysis/index.js';
import { type Distribution, sampleAt } from '../../stats/index.js';

/** A distribution of microseconds in words: `p50 2.0 s, p95 3.8 s, longest 4.9 s`. */
export function distributionWords(distribution: Distribution): string {
  switch (distribution.kind) {
    case 'constant':
      return distribution.value === 0 ? 'none' : `always ${duration(distribution.value)}`;
    case 'lognormal':
    case 'empirical': {
      const percentiles = `p50 ${duration(sampleAt(distribution, 0.5))}, p95 ${duration(sampleAt(distribution, 0.95))}`;
      if (distribution.kind === 'lognormal') return `${percentiles} (lognormal)`;
      return `${percentiles}, longest ${duration(distribution.sortedValues.at(-1) ?? 0)}`;
    }
    default:
      return distribution satisfies never;
  }
}
