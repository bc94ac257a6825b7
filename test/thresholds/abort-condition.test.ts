import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/storm/index.js';
import { parseAbortCondition } from '../../src/thresholds/index.js';

function problemsOf(text: string): readonly string[] {
  try {
    parseAbortCondition(text);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
  }
  return [];
}

describe('parseAbortCondition', () => {
  it('reads rates in percent and latencies of requests in durations', () => {
    expect(parseAbortCondition(' failed_rate > 20% ')).toEqual({
      kind: 'rate',
      text: 'failed_rate > 20%',
      metric: 'failed_rate',
      comparison: '>',
      limitPercent: 20,
    });
    expect(parseAbortCondition('request_error_rate>=0.5%')).toMatchObject({
      comparison: '>=',
      limitPercent: 0.5,
    });
    expect(parseAbortCondition('request_p95>2s')).toMatchObject({
      kind: 'request_latency',
      p: 0.95,
      limitMs: 2_000,
    });
    expect(parseAbortCondition('request_max>1m30s')).toMatchObject({ p: 1, limitMs: 90_000 });
  });

  it.each([
    ['', 'must be <metric><comparison><value>'],
    ['failed_rate', 'must be <metric><comparison><value>'],
    ['failed_rate<20%', 'the comparison must be > or >='],
    ['failed_rate==20%', 'the comparison must be > or >='],
    ['failed_rate=>20%', 'did you mean >=?'],
    ['failed_rate>20', 'must be a percentage'],
    ['failed_rate>2s', 'must be a percentage'],
    ['failed_rate>101%', 'at most 100%'],
    ['faild_rate>20%', 'did you mean failed_rate?'],
    ['ready_p95>5m', 'must be failed_rate, request_error_rate or request_pX'],
    ['request>2s', 'must end with _p'],
    ['request_p0>2s', 'must end with _p'],
    ['request_p95>2', 'without a unit'],
    ['request_p95>-2s', 'must not be negative'],
  ])("refuses '%s', and says what would do", (text, words) => {
    expect(problemsOf(text).join()).toContain(words);
    expect(problemsOf(text).every((problem) => problem.startsWith(`'${text}': `))).toBe(true);
  });

  it('tells everything that is wrong at once', () => {
    expect(problemsOf('bad<1%')).toHaveLength(2);
  });
});
