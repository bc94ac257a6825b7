import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { summarizeRuns } from '../../../src/scaletest/autostart/index.js';
import { parseInstant } from '../../../src/time/index.js';
import { makeBuild, makeResult, startedAfter } from './records.js';

const upstream = JSON.parse(
  readFileSync(new URL('../../fixtures/upstream/json-keys.json', import.meta.url), 'utf8'),
) as { readonly results: string[]; readonly run: string[] };

const OUR_RUN_KEYS = [
  'outcome',
  'phase',
  'scheduled_at',
  'build_number',
  'build_created_at',
  'job_started_at',
  'job_completed_at',
  'trigger_ms',
  'queue_ms',
  'build_ms',
  'total_ms',
];

describe('RunResults.toJSON', () => {
  const failed = makeResult({ kind: 'setup_failed', step: 'stop', cause: 'boom' }, null, 1);
  const json = summarizeRuns([startedAfter(15e6), failed]).toJSON();

  it("has exactly upstream's keys on top, beside the version and the outcomes", () => {
    expect(Object.keys(json).sort()).toEqual([...upstream.results, 'schema_version', 'outcomes'].sort());
  });

  it("has exactly upstream's keys in each run, beside ours", () => {
    for (const run of json.runs) {
      expect(Object.keys(run).sort()).toEqual([...upstream.run, ...OUR_RUN_KEYS].sort());
    }
  });

  it('gives a usable workspace its latencies and phases', () => {
    expect(json.runs[0]).toEqual({
      workspace_id: 'w-0',
      workspace_name: 'scaletest-0',
      success: true,
      error: null,
      end_to_end_latency_ms: 135_000,
      trigger_to_completion_ms: 15_000,
      outcome: 'started',
      phase: null,
      scheduled_at: '2026-11-23T09:31:00Z',
      build_number: 3,
      build_created_at: '2026-11-23T09:31:05Z',
      job_started_at: '2026-11-23T09:31:10Z',
      job_completed_at: '2026-11-23T09:31:15Z',
      trigger_ms: 5_000,
      queue_ms: 5_000,
      build_ms: 5_000,
      total_ms: 15_000,
    });
  });

  it('says null for everything unknown, and the step that failed', () => {
    expect(json.runs[1]).toMatchObject({
      success: false,
      error: 'set-up failed at step "stop": boom',
      outcome: 'setup_failed',
      phase: 'stop',
      end_to_end_latency_ms: null,
      trigger_to_completion_ms: null,
      build_number: null,
      build_created_at: null,
      trigger_ms: null,
      total_ms: null,
    });
  });

  it("writes instants in the server's own digits", () => {
    const createdAt = parseInstant('2026-11-23T09:31:10.994330000Z');
    const run = makeResult({ kind: 'started', totalMs: 15_000 }, makeBuild({ createdAt }));
    expect(summarizeRuns([run]).toJSON().runs[0]?.build_created_at).toBe('2026-11-23T09:31:10.994330000Z');
  });

  it('is what JSON.stringify writes, without a value that JSON cannot hold', () => {
    const text = JSON.stringify(summarizeRuns([failed]));
    expect(JSON.parse(text)).toMatchObject({
      total_runs: 1,
      failed_runs: 1,
      end_to_end_latency_p99_ms: null,
      outcomes: { setup_failed: 1, started: 0 },
    });
  });
});
