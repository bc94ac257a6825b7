import fc from 'fast-check';
import { COMPARISONS } from '../../src/thresholds/comparisons.js';
import type { Threshold } from '../../src/thresholds/index.js';
import { COUNT_METRICS, LATENCY_FAMILIES } from '../../src/thresholds/metrics.js';
import type { CountThreshold, LatencyThreshold } from '../../src/thresholds/threshold.js';
import { formatGoDurationNs } from '../../src/time/index.js';

const blanks = fc.constantFrom('', '', ' ', '\t ');

/** A percentage above 0 and up to 100 with at most six decimals, as text and number. */
const percentile = fc
  .integer({ min: 1, max: 100_000_000 })
  .map((millionths) => ({ text: `p${millionths / 1e6}`, p: millionths / 1e8 }))
  .filter(({ text }) => !text.includes('e'));

function spelled(blank: readonly string[], parts: readonly string[]): string {
  return parts.flatMap((part, at) => [part, blank[at] ?? '']).join('');
}

/** Thresholds on latencies, each with a text that says the same. */
export const latencyThresholds: fc.Arbitrary<LatencyThreshold> = fc
  .record({
    blank: fc.tuple(blanks, blanks),
    family: fc.constantFrom(...LATENCY_FAMILIES),
    percentile: fc.oneof(percentile, fc.constant({ text: 'max', p: 1 })),
    comparison: fc.constantFrom('<' as const, '<=' as const, '>' as const, '>=' as const),
    limitUs: fc.bigInt({ min: 0n, max: 10n ** 11n }),
  })
  .map(({ blank, family, percentile: { text, p }, comparison, limitUs }) => ({
    kind: 'latency',
    text: spelled(blank, [`${family}_${text}`, comparison, formatGoDurationNs(limitUs * 1000n)]),
    family,
    p,
    comparison,
    limitMs: Number(limitUs) / 1000,
  }));

/** Thresholds on counts, each with a text that says the same. */
export const countThresholds: fc.Arbitrary<CountThreshold> = fc
  .record({
    blank: fc.tuple(blanks, blanks),
    metric: fc.constantFrom(...COUNT_METRICS),
    comparison: fc.constantFrom(...COMPARISONS),
    limit: fc.oneof(
      fc.nat().map((value) => ({ unit: 'workspaces' as const, value })),
      fc
        .integer({ min: 0, max: 100_000 })
        .map((value) => ({ unit: 'percent' as const, value: value / 1000 })),
    ),
  })
  .map(({ blank, metric, comparison, limit }) => ({
    kind: 'count',
    text: spelled(blank, [metric, comparison, `${limit.value}${limit.unit === 'percent' ? '%' : ''}`]),
    metric,
    comparison,
    limit,
  }));

export const anyThreshold: fc.Arbitrary<Threshold> = fc.oneof(latencyThresholds, countThresholds);
