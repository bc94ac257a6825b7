import { describe, expect, it } from 'vitest';
import {
  type HarnessRunResult,
  harnessResults,
  harnessResultsToJson,
  renderHarnessText,
} from '../../../src/scaletest/harness/index.js';

const START_MS = Date.UTC(2026, 10, 23, 22, 7, 21) + 250;

function runResult(id: string, overrides: Partial<HarnessRunResult> = {}): HarnessRunResult {
  return {
    fullId: `autostart/${id}`,
    testName: 'autostart',
    id,
    logs: '',
    error: null,
    startedAtMs: START_MS,
    durationMs: 60_000,
    metrics: null,
    ...overrides,
  };
}

const mixed = harnessResults(
  [
    runResult('0', { metrics: { workspace_name: 'scaletest-k3v9q0ab-0' } }),
    runResult('1', { error: 'no room', logs: 'user created\nfailed: no room\n', durationMs: 30_000 }),
  ],
  90_500.4,
);

describe('harnessResultsToJson', () => {
  it('writes the keys of Coder’s harness', () => {
    expect(harnessResultsToJson(mixed)).toEqual({
      total_runs: 2,
      total_pass: 1,
      total_fail: 1,
      elapsed: '1m30.5s',
      elapsed_ms: 90_500,
      runs: {
        'autostart/0': {
          full_id: 'autostart/0',
          test_name: 'autostart',
          id: '0',
          logs: '',
          error: null,
          started_at: '2026-11-23T22:07:21.25Z',
          duration: '1m0s',
          duration_ms: 60_000,
          metrics: { workspace_name: 'scaletest-k3v9q0ab-0' },
        },
        'autostart/1': {
          full_id: 'autostart/1',
          test_name: 'autostart',
          id: '1',
          logs: 'user created\nfailed: no room\n',
          error: 'no room',
          started_at: '2026-11-23T22:07:21.25Z',
          duration: '30s',
          duration_ms: 30_000,
          metrics: null,
        },
      },
    });
  });

  it('keeps the order in which the runs were added', () => {
    const results = harnessResults(
      ['b', 'a', 'c'].map((id) => runResult(id)),
      0,
    );
    expect(Object.keys(harnessResultsToJson(results)['runs'] as object)).toEqual([
      'autostart/b',
      'autostart/a',
      'autostart/c',
    ]);
  });
});

describe('renderHarnessText', () => {
  it('shows each failed run with its log, then totals with true durations', () => {
    expect(renderHarnessText(mixed)).toBe(
      [
        '== FAIL: autostart/1',
        '',
        '\tError: no room',
        '',
        '\tLog:',
        '\t\tuser created',
        '\t\tfailed: no room',
        '',
        'Test results:',
        '\tPass:  1',
        '\tFail:  1',
        '\tTotal: 2',
        '',
        '\tTotal duration: 1m30.5s',
        '\tAvg. duration:  45s',
        '',
      ].join('\n'),
    );
  });

  it('divides nothing by zero runs', () => {
    expect(renderHarnessText(harnessResults([], 0))).toContain('Avg. duration:  0s');
  });
});
