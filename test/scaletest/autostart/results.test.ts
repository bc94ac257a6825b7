import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RunResult } from '../../../src/scaletest/autostart/index.js';
import {
  endToEndLatencyMs,
  RunResults,
  runResult,
  summarizeRuns,
  triggerToCompletionLatencyMs,
} from '../../../src/scaletest/autostart/index.js';
import type { Outcome, OutcomeKind } from '../../../src/storm/index.js';
import { isDue } from '../../../src/storm/index.js';
import { instantFromUs, parseInstant } from '../../../src/time/index.js';
import { at, makeBuild, makeResult, startedAfter } from './records.js';

const FAILED: Outcome = { kind: 'failed', phase: 'build', cause: 'boom', reaped: false };
const SETUP_FAILED: Outcome = { kind: 'setup_failed', step: 'start', cause: 'boom' };

describe('latencies of a result', () => {
  it('are measured from storing the schedule, and from the minute', () => {
    const run = startedAfter(15_000_000);
    expect(endToEndLatencyMs(run)).toBe(135_000);
    expect(triggerToCompletionLatencyMs(run)).toBe(15_000);
  });

  it('are undefined, not zero, when a time is unknown', () => {
    const run = makeResult(FAILED);
    expect(endToEndLatencyMs(run)).toBeUndefined();
    expect(triggerToCompletionLatencyMs(run)).toBeUndefined();
    expect(endToEndLatencyMs({ configTime: null, completionTime: at(0) })).toBeUndefined();
  });

  it('do not exist for a failed build, although it ended', () => {
    const run = makeResult(FAILED, makeBuild({ job: { status: 'failed', error: 'boom' } }));
    expect(run).toMatchObject({ success: false, completionTime: null, totalMs: null, buildMs: 3_000 });
    expect(run.build?.completedAt).toEqual(at(15_000));
    expect(endToEndLatencyMs(run)).toBeUndefined();
  });
});

describe('summarizeRuns', () => {
  it('ranks a workspace that did not become usable as infinite among all due, and leaves it out of completed', () => {
    const runs = [startedAfter(10e6, 0), startedAfter(20e6, 1), makeResult(FAILED, null, 2)];
    const results = summarizeRuns(runs);
    expect(results.phases.total).toEqual({
      n: 3,
      p50Ms: 20_000,
      p95Ms: Number.POSITIVE_INFINITY,
      p99Ms: Number.POSITIVE_INFINITY,
    });
    expect(results.triggerToCompletion).toEqual({ n: 2, p50Ms: 10_000, p95Ms: 20_000, p99Ms: 20_000 });
  });

  it('does not count set-up failures among the due', () => {
    const interrupted: Outcome = { kind: 'interrupted', phase: 'setup' };
    const results = summarizeRuns([startedAfter(10e6), makeResult(SETUP_FAILED), makeResult(interrupted)]);
    expect(results).toMatchObject({ totalRuns: 3, successfulRuns: 1, failedRuns: 2, due: 1 });
    expect(results.phases.total.n).toBe(1);
  });

  it('tells the tick delay from the creation spread', () => {
    const created = (offsetMs: number) =>
      makeResult(
        { kind: 'started', totalMs: 60_000 },
        makeBuild({ createdAt: at(offsetMs), job: { startedAt: at(50_000), completedAt: at(60_000) } }),
      );
    const { tickDelay, creationSpread } = summarizeRuns([
      created(44_000),
      created(43_000),
      created(46_500),
    ]).phases;
    expect(tickDelay).toEqual({ n: 1, p50Ms: 43_000, p95Ms: 43_000, p99Ms: 43_000 });
    expect(creationSpread).toEqual({ n: 3, p50Ms: 1_000, p95Ms: 3_500, p99Ms: 3_500 });
  });

  it('has one tick delay for each scheduled minute', () => {
    const inMinute = (minute: number, createdMs: number) =>
      runResult({
        index: 0,
        workspaceId: 'w',
        workspaceName: 'w',
        configTime: null,
        scheduledTime: at(minute * 60_000),
        outcome: { kind: 'started', totalMs: 1 },
        build: makeBuild({ createdAt: at(createdMs) }),
      });
    const { tickDelay } = summarizeRuns([inMinute(0, 5_000), inMinute(1, 69_000)]).phases;
    expect(tickDelay).toMatchObject({ n: 2, p50Ms: 5_000, p95Ms: 9_000 });
  });

  it('keeps reaped jobs and negative waits out of the build times, and counts them', () => {
    const reaped = { status: 'failed', error: 'x', workerId: null, completedAt: at(12_000) } as const;
    const results = summarizeRuns([
      startedAfter(9e6),
      makeResult({ kind: 'failed', phase: 'queue', cause: 'x', reaped: true }, makeBuild({ job: reaped })),
      makeResult(
        { kind: 'started', totalMs: 15_000 },
        makeBuild({ createdAt: at(12_000), job: { startedAt: at(11_900) } }),
      ),
    ]);
    expect(results).toMatchObject({ reapedJobs: 1, negativeQueueWaits: 1 });
    expect(results.phases.build).toMatchObject({ n: 1, p50Ms: 3_000 });
    expect(results.phases.queue).toMatchObject({ n: 2, p50Ms: 0, p95Ms: 3_000 });
  });

  it('knows nothing of an empty storm, and says null', () => {
    const results = summarizeRuns([]);
    expect(results).toBeInstanceOf(RunResults);
    expect(results.endToEnd).toEqual({ n: 0, p50Ms: null, p95Ms: null, p99Ms: null });
    expect(results.scheduledTime).toBeNull();
  });

  it('finds the figures of a storm recorded on a real server', () => {
    const scheduled = parseInstant('2026-11-23T22:13:00Z');
    const results = summarizeRuns(recordedAutostarts('s1', scheduled.us));
    const seconds = (ms: number | null) => Math.round((ms ?? Number.NaN) / 100) / 10;
    const { total, queue, tickDelay } = results.phases;
    expect([results.due, results.successfulRuns]).toEqual([200, 200]);
    expect([total.p50Ms, total.p95Ms, total.p99Ms].map(seconds)).toEqual([54.9, 65, 66.2]);
    expect([queue.p50Ms, queue.p95Ms].map(seconds)).toEqual([8.9, 17.8]);
    expect(seconds(tickDelay.p50Ms)).toBe(42.6);
  });
});

describe('summarizeRuns, for any outcomes', () => {
  const outcome: fc.Arbitrary<Outcome> = fc.oneof(
    fc.constant<Outcome>({ kind: 'ready', totalMs: 1 }),
    fc.constant<Outcome>({ kind: 'started', totalMs: 1 }),
    fc.constant<Outcome>(FAILED),
    fc.constant<Outcome>({ kind: 'canceled', phase: 'queue', cause: 'x' }),
    fc.constant<Outcome>({ kind: 'missed', reason: 'unknown', detail: 'x' }),
    fc.constant<Outcome>({ kind: 'timed_out', phase: 'queue', waitedMs: 1 }),
    fc.constantFrom('setup', 'trigger').map((phase): Outcome => ({ kind: 'interrupted', phase }) as Outcome),
    fc.constant<Outcome>(SETUP_FAILED),
  );

  it('partitions all workspaces: the counts of outcomes add up to their number', () => {
    fc.assert(
      fc.property(fc.array(outcome), (outcomes) => {
        const results = summarizeRuns(outcomes.map((one, index) => makeResult(one, null, index)));
        const counts = Object.values(results.outcomes).reduce((sum, count) => sum + count, 0);
        expect(counts).toBe(outcomes.length);
        expect(results.successfulRuns + results.failedRuns).toBe(outcomes.length);
        expect(results.due).toBe(outcomes.filter(isDue).length);
        for (const kind of Object.keys(results.outcomes) as OutcomeKind[]) {
          expect(results.outcomes[kind]).toBe(outcomes.filter((one) => one.kind === kind).length);
        }
      }),
    );
  });

  it('gives percentiles that are the nearest rank: the smallest sample that p of all do not exceed', () => {
    const totals = fc.array(fc.integer({ min: 1, max: 1e9 }), { minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(totals, (totals) => {
        const { triggerToCompletion } = summarizeRuns(totals.map((us, index) => startedAfter(us, index)));
        const samples = totals.map((us) => us / 1000);
        for (const [percent, value] of [
          [50, triggerToCompletion.p50Ms],
          [95, triggerToCompletion.p95Ms],
          [99, triggerToCompletion.p99Ms],
        ] as const) {
          const limit = value ?? Number.NaN;
          expect(samples).toContain(limit);
          expect(samples.filter((ms) => ms <= limit).length * 100).toBeGreaterThanOrEqual(
            percent * samples.length,
          );
          expect(samples.filter((ms) => ms < limit).length * 100).toBeLessThan(percent * samples.length);
        }
      }),
    );
  });
});

function recordedAutostarts(storm: string, scheduledUs: number): RunResult[] {
  const csv = readFileSync(new URL(`../../fixtures/storms/${storm}.csv`, import.meta.url), 'utf8');
  return csv
    .trim()
    .split('\n')
    .map((line) => line.split(','))
    .filter((fields) => fields[3] === 'autostart')
    .map(([name = '', , , , created = '', started = '', completed = ''], index) => {
      const build = makeBuild({
        createdAt: parseInstant(created),
        job: { startedAt: parseInstant(started), completedAt: parseInstant(completed) },
      });
      return runResult({
        index,
        workspaceId: name,
        workspaceName: name,
        configTime: null,
        scheduledTime: instantFromUs(scheduledUs),
        outcome: { kind: 'started', totalMs: 0 },
        build,
      });
    });
}
