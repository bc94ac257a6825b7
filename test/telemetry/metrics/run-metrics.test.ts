import fc from 'fast-check';
import { register } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { OUTCOME_KINDS, RUN_STAGES, type RunEvent, SETUP_STEPS } from '../../../src/storm/index.js';
import { RunMetrics } from '../../../src/telemetry/metrics/run-metrics.js';
import { MINUTE_MS, usable, wayToScheduled, withoutBuild } from '../samples.js';
import { samplesOf } from './samples-of.js';

const fresh = () => new RunMetrics({ workspaceCount: 3, timeScale: 60 });
const STATES = ['waiting', ...SETUP_STEPS, 'scheduled', 'done'] as const;

describe('RunMetrics', () => {
  it('counts every runner as waiting before anything happens', async () => {
    const samples = samplesOf(await fresh().render());
    expect(samples.get('nineam_runners{state="waiting"}')).toBe(3);
    expect(samples.get('nineam_runners{state="scheduled"}')).toBe(0);
    expect(samples.get('nineam_time_scale')).toBe(60);
  });

  it('has no sample of what is not known yet', async () => {
    const metrics = fresh();
    const before = samplesOf(await metrics.render());
    for (const name of [
      'nineam_queue_depth',
      'nineam_queue_depth_max',
      'nineam_scheduled_timestamp_seconds',
    ]) {
      expect(before.has(name)).toBe(false);
    }
    metrics.onEvent({ type: 'queue', pending: 0, atMs: 0 });
    expect(samplesOf(await metrics.render()).get('nineam_queue_depth')).toBe(0);
  });

  it('moves runners from state to state', async () => {
    const metrics = fresh();
    for (const event of [...wayToScheduled(0), ...wayToScheduled(1).slice(0, 2)]) metrics.onEvent(event);
    const samples = samplesOf(await metrics.render());
    expect(samples.get('nineam_runners{state="waiting"}')).toBe(1);
    expect(samples.get('nineam_runners{state="workspace"}')).toBe(1);
    expect(samples.get('nineam_runners{state="scheduled"}')).toBe(1);
  });

  it('shows the stage, the minute, the queue, outcomes, hints, the feed and the cleanup', async () => {
    const metrics = fresh();
    const events: RunEvent[] = [
      { type: 'stage', stage: 'setup', atMs: 0 },
      { type: 'stage', stage: 'storm', atMs: 1 },
      { type: 'scheduled', scheduledAtMs: MINUTE_MS, lengthenedMs: 0, atMs: 0 },
      { type: 'queue', pending: 7, atMs: 0 },
      { type: 'queue', pending: 4, atMs: 0 },
      { type: 'outcome', index: 0, kind: 'started' },
      { type: 'outcome', index: 1, kind: 'started' },
      { type: 'outcome', index: 2, kind: 'missed' },
      { type: 'hint', index: 0, outcome: 'succeeded', atMs: 0 },
      { type: 'feed', state: 'lost', detail: 'closed', atMs: 0 },
      { type: 'cleanup', removed: 'workspace', done: 2, total: 3 },
      { type: 'notice', level: 'warning', message: 'well' },
    ];
    for (const event of events) metrics.onEvent(event);
    const samples = samplesOf(await metrics.render());
    expect(samples.get('nineam_stage{stage="setup"}')).toBe(0);
    expect(samples.get('nineam_stage{stage="storm"}')).toBe(1);
    expect(samples.get('nineam_scheduled_timestamp_seconds')).toBe(MINUTE_MS / 1000);
    expect(samples.get('nineam_queue_depth')).toBe(4);
    expect(samples.get('nineam_queue_depth_max')).toBe(7);
    expect(samples.get('nineam_outcomes_total{outcome="started"}')).toBe(2);
    expect(samples.get('nineam_outcomes_total{outcome="missed"}')).toBe(1);
    expect(samples.get('nineam_outcomes_total{outcome="ready"}')).toBe(0);
    expect(samples.get('nineam_hints_total{outcome="succeeded"}')).toBe(1);
    expect(samples.get('nineam_feed_events_total{state="lost"}')).toBe(1);
    expect(samples.get('nineam_cleanup_removed{resource="workspace"}')).toBe(2);
  });

  it('gives the same counters however often it is scraped', async () => {
    const metrics = fresh();
    metrics.onEvent({ type: 'outcome', index: 0, kind: 'failed' });
    await metrics.render();
    expect(samplesOf(await metrics.render()).get('nineam_outcomes_total{outcome="failed"}')).toBe(1);
  });

  it('observes the phases in seconds, each with its own number of samples', async () => {
    const metrics = fresh();
    metrics.observeResults([
      usable(0),
      usable(1, { negativeQueueWait: true, queueMs: 0 }),
      usable(2, { outcome: { kind: 'failed', phase: 'build', cause: 'x', reaped: false }, totalMs: null }),
      withoutBuild(3, { kind: 'missed', reason: 'unknown', detail: '' }),
      usable(4, {
        outcome: { kind: 'ready', totalMs: 70_000 },
        totalMs: 70_000,
        agentMs: 5_000,
        startupMs: 2_000,
      }),
    ]);
    const samples = samplesOf(await metrics.render());
    const count = (phase: string) => samples.get(`nineam_phase_latency_seconds_count{phase="${phase}"}`);
    expect([count('trigger'), count('queue'), count('build'), count('total')]).toEqual([4, 4, 2, 3]);
    expect([count('agent'), count('startup')]).toEqual([1, 1]);
    expect(samples.get('nineam_phase_latency_seconds_sum{phase="build"}')).toBe(80);
    expect(samples.get('nineam_phase_latency_seconds_sum{phase="startup"}')).toBe(2);
    expect(samples.get('nineam_phase_latency_seconds_sum{phase="total"}')).toBe(196);
    expect(samples.get('nineam_phase_latency_seconds_bucket{le="30",phase="build"}')).toBe(0);
    expect(samples.get('nineam_phase_latency_seconds_bucket{le="45",phase="build"}')).toBe(2);
  });

  it('leaves the global registry of prom-client alone', () => {
    fresh();
    expect(register.getMetricsAsArray()).toEqual([]);
  });

  it('has the same series whatever the events and the results say', async () => {
    // Texts that no version of nineam knows stand for a server or a caller that says something new.
    const state = fc.oneof(fc.constantFrom(...STATES), fc.string());
    const ms = fc.integer({ min: 0, max: 4e12 });
    const index = fc.nat();
    const event = fc.oneof(
      fc.record({
        type: fc.constant('stage'),
        stage: fc.oneof(fc.constantFrom(...RUN_STAGES), fc.string()),
        atMs: ms,
      }),
      fc.record({ type: fc.constant('runner'), index, from: state, to: state, atMs: ms }),
      fc.record({ type: fc.constant('hint'), index, outcome: fc.string(), atMs: ms }),
      fc.record({
        type: fc.constant('outcome'),
        index,
        kind: fc.oneof(fc.constantFrom(...OUTCOME_KINDS), fc.string()),
      }),
      fc.record({ type: fc.constant('feed'), state: fc.string(), detail: fc.string(), atMs: ms }),
      fc.record({ type: fc.constant('cleanup'), removed: fc.string(), done: fc.nat(), total: fc.nat() }),
      fc.record({ type: fc.constant('notice'), level: fc.constant('info'), message: fc.string() }),
    ) as unknown as fc.Arbitrary<RunEvent>;
    const result = fc
      .record({
        index,
        workspaceName: fc.string(),
        triggerMs: fc.option(fc.nat()),
        totalMs: fc.option(fc.nat()),
      })
      .map((changes) => usable(0, changes));
    const expected = [...samplesOf(await fresh().render()).keys()];
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 50 }), fc.array(result), async (events, results) => {
        const metrics = fresh();
        for (const one of events) metrics.onEvent(one);
        metrics.observeResults(results);
        expect([...samplesOf(await metrics.render()).keys()]).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });
});
