import { describe, expect, it } from 'vitest';
import {
  type Difference,
  evaluateRegressions,
  type KnownDifference,
  parseRegressionLimit,
} from '../../src/comparison/index.js';

function slowerBy(differenceMs: number, part: Partial<KnownDifference> = {}): Difference {
  return {
    kind: 'slower',
    p: 0.95,
    firstMs: 60_000,
    secondMs: 60_000 + differenceMs,
    differenceMs,
    lowMs: 1,
    highMs: 2 * differenceMs,
    ...part,
  };
}

const verdict = (text: string, difference: Difference) =>
  evaluateRegressions([parseRegressionLimit(text)], [difference])[0];

describe('parseRegressionLimit', () => {
  it.each([
    ['p95=10%', { p: 0.95, unit: 'percent', value: 10 }],
    ['p50=0%', { p: 0.5, unit: 'percent', value: 0 }],
    [' p99 = 2.5 % ', { p: 0.99, unit: 'percent', value: 2.5, text: 'p99 = 2.5 %' }],
    ['p99=1m30s', { p: 0.99, unit: 'ms', value: 90_000 }],
    ['p95=250ms', { p: 0.95, unit: 'ms', value: 250 }],
  ])('reads %s', (text, expected) => {
    expect(parseRegressionLimit(text)).toMatchObject(expected);
  });

  it.each([
    ['', "'': must be a percentile with a percentage or a duration"],
    ['p95', 'must be a percentile with'],
    ['p90=10%', "the percentile must be p50, p95 or p99, got 'p90'"],
    ['p95=10', "the limit must be a percentage or a duration, e.g. 10% or 5s, got '10'"],
    ['p95=-5s', 'the limit must not be negative'],
    ['p95=-5%', 'the limit must be a percentage or a duration'],
    ['p95=fast', 'the limit must be a percentage or a duration'],
    ['p90=fast', /percentile must be[\s\S]*limit must be/],
  ])("refuses '%s' with words", (text, words) => {
    expect(() => parseRegressionLimit(text)).toThrow(words);
  });
});

describe('evaluateRegressions', () => {
  it('crosses a limit only when the second side is slower than that, and not by chance', () => {
    expect(verdict('p95=10%', slowerBy(6_001))).toMatchObject({ status: 'crossed', measured: 6_001 });
    expect(verdict('p95=10%', slowerBy(6_000))).toMatchObject({ status: 'passed' });
    expect(verdict('p95=5s', slowerBy(5_001))).toMatchObject({ status: 'crossed' });
    expect(verdict('p95=5s', slowerBy(9_000, { kind: 'no_difference', lowMs: -1 }))).toMatchObject({
      status: 'passed',
      measuredText: '+9.00 s (+15.0 %), but the interval holds zero',
    });
    expect(verdict('p95=0%', slowerBy(-9_000, { kind: 'faster' }))).toMatchObject({
      status: 'passed',
      measuredText: '-9.00 s (-15.0 %)',
    });
  });

  it('does not pass what could not be compared', () => {
    const reason = 'too few became usable';
    expect(verdict('p95=10%', { kind: 'not_comparable', p: 0.95, reason })).toEqual({
      text: 'p95=10%',
      status: 'not_evaluated',
      measured: null,
      measuredText: reason,
    });
    expect(verdict('p99=10%', slowerBy(1))).toMatchObject({ status: 'not_evaluated' });
  });

  it('never shows a difference on the other side of the limit than it is', () => {
    expect(verdict('p95=10%', slowerBy(6_000.6))?.measuredText).toBe('+6.00 s (+10.001 %)');
    expect(verdict('p95=5s', slowerBy(5_000.4))?.measuredText).toBe('+5.0004 s (+8.3 %)');
    expect(verdict('p95=5s', slowerBy(4_999.6))?.measuredText).toBe('+4.9996 s (+8.3 %)');
  });
});
