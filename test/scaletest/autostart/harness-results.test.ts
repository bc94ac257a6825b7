import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { summarizeRuns, toHarnessResults } from '../../../src/scaletest/autostart/index.js';
import { MINUTE_MS, makeResult, startedAfter } from './records.js';

const upstream = JSON.parse(
  readFileSync(new URL('../../fixtures/upstream/json-keys.json', import.meta.url), 'utf8'),
) as { readonly metrics: string[] };

describe('toHarnessResults', () => {
  const results = toHarnessResults(
    summarizeRuns([
      startedAfter(15e6, 0),
      makeResult({ kind: 'timed_out', phase: 'queue', waitedMs: 9e5 }, null, 1),
    ]),
  );

  it('counts usable workspaces as passed and all others as failed', () => {
    expect(results).toMatchObject({ totalRuns: 2, totalPass: 1, totalFail: 1 });
  });

  it("has upstream's metrics of every run, null where unknown", () => {
    const metrics = [...results.runs.values()].map((run) => run.metrics);
    expect(metrics).toEqual([
      {
        end_to_end_latency_seconds: 135,
        trigger_to_completion_seconds: 15,
        workspace_id: 'w-0',
        workspace_name: 'scaletest-0',
      },
      {
        end_to_end_latency_seconds: null,
        trigger_to_completion_seconds: null,
        workspace_id: 'w-1',
        workspace_name: 'scaletest-1',
      },
    ]);
    for (const keys of metrics) expect(Object.keys(keys ?? {}).sort()).toEqual([...upstream.metrics].sort());
  });

  it('carries the error of a failed run and none of a passed one', () => {
    expect([...results.runs.values()].map((run) => run.error)).toEqual([
      null,
      'the autostart build still waited for a provisioner 15m0s after the scheduled minute',
    ]);
  });

  it('lasts from the first stored schedule to the last completed build', () => {
    expect(results.elapsedMs).toBe(135_000);
    expect(results.runs.get('autostart/0')).toMatchObject({
      startedAtMs: MINUTE_MS - 120_000,
      durationMs: 135_000,
    });
  });
});
