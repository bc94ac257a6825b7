import { describe, expect, it } from 'vitest';
import { caveats, headline, verdictOf } from '../../src/report/headline.js';
import { makeReport, renderOutput } from '../../src/report/index.js';
import { type RunResult, runResult, summarizeRuns } from '../../src/scaletest/autostart/index.js';
import { parseThreshold, type ThresholdVerdict } from '../../src/thresholds/index.js';
import { at, makeBuild, makeResult, startedAfter } from '../scaletest/autostart/records.js';
import { ENVIRONMENT } from './samples.js';

const PASSED = (text: string): ThresholdVerdict => ({
  text,
  threshold: parseThreshold(text),
  status: 'passed',
  measured: 1,
  measuredText: '1',
});
const USABLE = startedAfter(30e6);
const FAILED = makeResult({ kind: 'failed', phase: 'build', cause: 'x', reaped: false }, null, 1);
const SETUP_FAILED = makeResult({ kind: 'setup_failed', step: 'user', cause: 'x' }, null, 2);
const verdict = (runs: readonly RunResult[], thresholds: readonly ThresholdVerdict[] = []) =>
  verdictOf(makeReport(summarizeRuns(runs), thresholds, ENVIRONMENT));

describe('verdictOf', () => {
  it('is good without thresholds exactly if every workspace became usable', () => {
    expect(verdict([USABLE])).toEqual({ good: true, text: '1 workspace, each became usable' });
    expect(verdict([USABLE, FAILED]).good).toBe(false);
    expect(verdict([USABLE, SETUP_FAILED]).good).toBe(false);
    expect(verdict([])).toEqual({ good: false, text: 'nothing was run' });
  });

  it('is not good when the run stopped itself, though all that was due became usable', () => {
    const stopped = { ...ENVIRONMENT, stopped: '--abort-if request_p95>2s: 2.5s' };
    expect(verdictOf(makeReport(summarizeRuns([USABLE]), [], stopped)).good).toBe(false);
    const held = verdictOf(makeReport(summarizeRuns([USABLE]), [PASSED('missed==0')], stopped));
    expect(held.good).toBe(false);
  });

  it('is not good when a threshold was crossed or not evaluated', () => {
    for (const status of ['crossed', 'not_evaluated'] as const) {
      expect(verdict([USABLE], [PASSED('missed==0'), { ...PASSED('usable>=99%'), status }]).good).toBe(false);
    }
  });

  it('lets only a threshold on how the due came out excuse those that did not become usable', () => {
    expect(verdict([USABLE, FAILED], [PASSED('usable>=50%')])).toEqual({
      good: true,
      text: '1 threshold: 1 passed',
    });
    expect(verdict([USABLE, FAILED], [PASSED('ready_p50<5m')])).toEqual({
      good: false,
      text: '1 threshold: 1 passed; 1 of 2 workspaces did not become usable',
    });
  });

  it('lets only a threshold on set-up excuse failures of set-up', () => {
    expect(verdict([USABLE, SETUP_FAILED], [PASSED('usable>=50%')]).good).toBe(false);
    expect(verdict([USABLE, SETUP_FAILED], [PASSED(' setup_failed<=50%')]).good).toBe(true);
  });
});

describe('headline', () => {
  it('names the first and the last minute of starts that were spread', () => {
    const inMinute = (minute: number) =>
      runResult({
        index: minute,
        workspaceId: 'w',
        workspaceName: 'w',
        configTime: null,
        scheduledTime: at(minute * 60_000),
        outcome: { kind: 'started', totalMs: 10_000 },
        build: makeBuild({
          createdAt: at(minute * 60_000 + 1_000),
          job: { startedAt: at(minute * 60_000 + 2_000), completedAt: at(minute * 60_000 + 10_000) },
        }),
      });
    expect(headline(summarizeRuns([inMinute(4), inMinute(0), inMinute(2)]))).toEqual([
      '3 workspaces due from 09:31 to 09:35 UTC: 3 usable (100.0 %), p95 of all due 10.00 s',
    ]);
  });
});

it('the page tells the same oddities of the records as the other outputs', () => {
  const odd = { ...USABLE, reaped: true, negativeQueueWait: true, negativeAgentInterval: true };
  const report = makeReport(summarizeRuns([odd]), [], ENVIRONMENT);
  const told = caveats(report).slice(0, 3);
  expect(told).toHaveLength(3);
  for (const sentence of told)
    expect(renderOutput('html', report)).toContain(`<p class="note">${sentence}</p>`);
});
