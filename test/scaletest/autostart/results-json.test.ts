import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { stageTimings, summarizeRuns } from '../../../src/scaletest/autostart/index.js';
import { parseInstant } from '../../../src/time/index.js';
import { at, makeAgent, makeBuild, makeResult, STARTING, startedAfter } from './records.js';

const upstream = JSON.parse(
  readFileSync(new URL('../../fixtures/upstream/json-keys.json', import.meta.url), 'utf8'),
) as { readonly results: string[]; readonly run: string[] };

const OUR_KEYS = [
  'schema_version',
  'outcomes',
  'due',
  'phases',
  'negative_queue_waits',
  'reaped_jobs',
  'negative_agent_intervals',
  'stage_timings',
];

const OUR_RUN_KEYS = [
  'outcome',
  'phase',
  'scheduled_at',
  'build_number',
  'build_created_at',
  'job_started_at',
  'job_completed_at',
  'agent_connected_at',
  'agent_ready_at',
  'usable_at',
  'trigger_ms',
  'queue_ms',
  'build_ms',
  'agent_ms',
  'startup_ms',
  'total_ms',
];

describe('RunResults.toJSON', () => {
  const failed = makeResult({ kind: 'setup_failed', step: 'stop', cause: 'boom' }, null, 1);
  const json = summarizeRuns([startedAfter(15e6), failed]).toJSON();

  it("has exactly upstream's keys on top, beside ours", () => {
    expect(Object.keys(json).sort()).toEqual([...upstream.results, ...OUR_KEYS].sort());
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
      agent_connected_at: null,
      agent_ready_at: null,
      usable_at: '2026-11-23T09:31:15Z',
      trigger_ms: 5_000,
      queue_ms: 5_000,
      build_ms: 5_000,
      agent_ms: null,
      startup_ms: null,
      total_ms: 15_000,
    });
  });

  it('has the headline: the phases, and the total of all due, each with its n', () => {
    expect(json).toMatchObject({ due: 1, negative_queue_waits: 0, reaped_jobs: 0 });
    const all = (ms: number) => ({ n: 1, p50_ms: ms, p95_ms: ms, p99_ms: ms });
    const none = { n: 0, p50_ms: null, p95_ms: null, p99_ms: null };
    expect(json.phases).toEqual({
      tick_delay: all(5_000),
      creation_spread: all(0),
      queue: all(5_000),
      build: all(5_000),
      agent: none,
      startup: none,
      total_of_all_due: all(15_000),
    });
  });

  it('gives a workspace with agents the phases, times and total of its last one', () => {
    const agents = [
      makeAgent(),
      makeAgent({ name: 'gpu', firstConnectedAt: at(19_000), readyAt: at(19_250) }),
    ];
    const run = makeResult({ kind: 'ready', totalMs: 19_250 }, makeBuild({ agents }));
    const all = (ms: number) => ({ n: 1, p50_ms: ms, p95_ms: ms, p99_ms: ms });
    expect(summarizeRuns([run]).toJSON()).toMatchObject({
      trigger_to_completion_p95_ms: 15_000,
      phases: { agent: all(4_000), startup: all(250), total_of_all_due: all(19_250) },
      negative_agent_intervals: 0,
      runs: [
        {
          outcome: 'ready',
          trigger_to_completion_ms: 15_000,
          agent_connected_at: '2026-11-23T09:31:19Z',
          agent_ready_at: '2026-11-23T09:31:19.25Z',
          usable_at: '2026-11-23T09:31:19.25Z',
          agent_ms: 4_000,
          startup_ms: 250,
          total_ms: 19_250,
        },
      ],
    });
  });

  it('says that no agent is ready while one is not, or failed to start', () => {
    for (const last of [STARTING, { lifecycleState: 'start_error' }]) {
      const build = makeBuild({ agents: [makeAgent(), makeAgent(last)] });
      const run = makeResult({ kind: 'timed_out', phase: 'startup', waitedMs: 300_000 }, build);
      expect(summarizeRuns([run]).toJSON().runs[0]).toMatchObject({
        agent_connected_at: '2026-11-23T09:31:17Z',
        agent_ready_at: null,
        usable_at: null,
        agent_ms: 2_000,
        startup_ms: null,
        total_ms: null,
      });
    }
  });

  it('says whose clock the stages of builds are timed by, and of how many', () => {
    const sample = { asked: 3, timed: 2, stages: new Map([['init', [1_500, 2_500]]]) };
    const { stage_timings } = summarizeRuns([], stageTimings(sample, 40)).toJSON();
    expect(stage_timings).toEqual({
      clock: 'provisioner host',
      builds: 40,
      asked: 3,
      timed: 2,
      stages: [{ stage: 'init', n: 2, p50_ms: 1_500, p95_ms: 2_500, p99_ms: 2_500 }],
    });
    expect(json.stage_timings).toBeNull();
  });

  it('says null for a percentile of all due that was not reached, and keeps the n', () => {
    const reaped = { status: 'failed', error: 'x', workerId: null, completedAt: at(12_000) } as const;
    const runs = [
      startedAfter(15e6, 0),
      makeResult({ kind: 'failed', phase: 'queue', cause: 'x', reaped: true }, makeBuild({ job: reaped }), 1),
    ];
    expect(summarizeRuns(runs).toJSON()).toMatchObject({
      due: 2,
      reaped_jobs: 1,
      trigger_to_completion_p95_ms: 15_000,
      phases: { total_of_all_due: { n: 2, p50_ms: 15_000, p95_ms: null, p99_ms: null } },
    });
  });

  it('counts builds that are recorded as started before created', () => {
    const build = makeBuild({ createdAt: at(12_000), job: { startedAt: at(11_900) } });
    const run = makeResult({ kind: 'started', totalMs: 15_000 }, build);
    expect(summarizeRuns([run]).toJSON()).toMatchObject({
      negative_queue_waits: 1,
      phases: { queue: { n: 1, p50_ms: 0 }, build: { n: 0, p50_ms: null } },
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
      due: 0,
      phases: { total_of_all_due: { n: 0, p50_ms: null, p95_ms: null, p99_ms: null } },
    });
  });
});
