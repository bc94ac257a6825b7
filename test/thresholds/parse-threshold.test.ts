import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/storm/index.js';
import { parseThreshold } from '../../src/thresholds/index.js';
import { COUNT_METRICS, LATENCY_FAMILIES } from '../../src/thresholds/metrics.js';
import { anyThreshold } from './arbitrary-thresholds.js';

/** What is wrong with a threshold, one text a problem. */
function problemsOf(text: string): readonly string[] {
  try {
    parseThreshold(text);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('parseThreshold', () => {
  it('reads what was written, whatever it is', () => {
    fc.assert(
      fc.property(anyThreshold, (threshold) => {
        expect(parseThreshold(threshold.text)).toEqual(threshold);
      }),
    );
  });

  it.each([
    [
      'ready_worst_p95<5m',
      { kind: 'latency', family: 'ready_worst', p: 0.95, comparison: '<', limitMs: 300_000 },
    ],
    ['queue_p99.9<=1m30s', { family: 'queue', p: 0.999, comparison: '<=', limitMs: 90_000 }],
    ['creation_spread_max<10s', { family: 'creation_spread', p: 1, limitMs: 10_000 }],
    [
      'usable>=99%',
      { kind: 'count', metric: 'usable', comparison: '>=', limit: { unit: 'percent', value: 99 } },
    ],
    ['missed==0', { metric: 'missed', comparison: '==', limit: { unit: 'workspaces', value: 0 } }],
    ['setup_failed <= 0.5 %', { metric: 'setup_failed', limit: { unit: 'percent', value: 0.5 } }],
  ])('reads %s', (text, meaning) => {
    expect(parseThreshold(text)).toMatchObject({ ...meaning, text });
  });

  it("keeps the user's words, without the blanks around them", () => {
    expect(parseThreshold(' usable >=  99.50% ').text).toBe('usable >=  99.50%');
  });

  it.each([
    ['redy_p95<5m', 'did you mean ready_p95?'],
    ['ready-p95<5m', 'did you mean ready_p95?'],
    ['Ready_Wrost_p99.9<5m', 'did you mean ready_worst_p99.9?'],
    ['ready_afterfirst_max<5m', 'did you mean ready_after_first_max?'],
    ['timedout==0', 'did you mean timed_out?'],
    ['setup_faild<=1%', 'did you mean setup_failed?'],
    ['latency<5m', `must be ${LATENCY_FAMILIES[0]}_pX`],
    ['<5m', 'names no metric'],
    ['ready<5m', 'needs a percentile, e.g. ready_p95 or ready_max; how many became usable is called usable'],
    ['queue<5m', 'needs a percentile, e.g. queue_p95'],
    ['ready_average<5m', 'must end with _p and a number above 0 and up to 100'],
    ['ready_p0<5m', 'must end with _p and a number above 0 and up to 100'],
    ['ready_p100.1<5m', 'must end with _p and a number above 0 and up to 100'],
    ['ready_p95th<5m', 'must end with _p and a number above 0 and up to 100'],
    ['missed_p95==0', 'missed is a count and has no percentile'],
  ])('refuses the metric of %s: %s', (text, problem) => {
    expect(problemsOf(text)).toEqual([expect.stringContaining(problem)]);
  });

  it.each([
    ['missed=0', 'did you mean ==?'],
    ['usable=>99%', 'did you mean >=?'],
    ['usable≥99%', 'did you mean >=?'],
    ['missed<>0', 'did you mean !=?'],
    ['missed<<0', 'must be one of < <= > >= == !='],
    ['ready_p95==5m', 'equals a limit by chance only; use <='],
    ['ready_p95!=5m', 'equals a limit by chance only; use <='],
    ['ready_p95', 'a shell takes < and > for itself'],
    ['usable', 'a shell takes < and > for itself'],
    ['nonsense', 'must be <metric><comparison><value>'],
    ['', 'must be <metric><comparison><value>'],
  ])('refuses the comparison of %s: %s', (text, problem) => {
    expect(problemsOf(text)).toEqual([expect.stringContaining(problem)]);
  });

  it.each([
    ['ready_p95<5', "must be a duration such as 90s, 5m or 1h30m, got '5' without a unit"],
    ['ready_p95<5min', 'unknown unit "min"'],
    ['ready_p95<', "must be a duration such as 90s, 5m or 1h30m, got ''"],
    ['ready_p95<99%', 'must be a duration'],
    ['ready_p95<-5m', 'must not be negative'],
    ['ready_p95<5m<6m', 'unknown unit "m<"'],
    ['usable>=101%', 'must be at most 100%'],
    ['usable>=-1%', 'must not be negative'],
    ['missed<=-1', 'must not be negative'],
    ['missed<=1.5', 'must be a whole number of workspaces or a percentage'],
    ['missed<=5m', 'must be a whole number of workspaces or a percentage'],
    ['missed<=', 'must be a whole number of workspaces or a percentage'],
  ])('refuses the limit of %s: %s', (text, problem) => {
    expect(problemsOf(text)).toEqual([expect.stringContaining(problem)]);
  });

  it('tells everything that is wrong at once, each time naming the threshold', () => {
    expect(problemsOf('redy_p95=<5min')).toEqual([
      "'redy_p95=<5min': unknown metric 'redy_p95'; did you mean ready_p95?",
      "'redy_p95=<5min': unknown comparison '=<'; did you mean <=?",
      expect.stringContaining('unknown unit "min"'),
    ]);
    expect(problemsOf('ready_p95==5')).toHaveLength(2);
    expect(problemsOf('nonsense=>200%')).toHaveLength(3);
    expect(problemsOf('missed=-1')).toHaveLength(2);
  });

  it('suggests every metric that was misspelled by one letter', () => {
    const names = [...COUNT_METRICS, ...LATENCY_FAMILIES.map((family) => `${family}_p95`)];
    for (const name of names) {
      for (let at = 0; at < name.length; at++) {
        const misspelled = `${name.slice(0, at)}${name.slice(at + 1)}`;
        if (!problemsOf(`${misspelled}<1`).some((one) => one.includes('unknown metric'))) continue;
        expect(problemsOf(`${misspelled}<1`)[0]).toContain(`did you mean ${name}?`);
      }
    }
  });

  it('refuses any other text in words, and never throws anything else', () => {
    const letters = fc.constantFrom(...'redyp95_<=>!%m01. -≤'.split(''));
    const texts = fc.oneof(fc.string({ unit: letters, maxLength: 16 }), fc.string());
    fc.assert(
      fc.property(texts, (text) => {
        for (const problem of problemsOf(text)) expect(problem.startsWith(`'${text}': `)).toBe(true);
      }),
    );
  });
});
