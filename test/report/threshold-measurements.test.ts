import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { thresholdMeasurements } from '../../src/report/index.js';
import { stormExitCode } from '../../src/run/storm-exit-code.js';
import { outcomePhase, type RunResult, summarizeRuns } from '../../src/scaletest/autostart/index.js';
import { percentileOf } from '../../src/stats/index.js';
import type { Outcome } from '../../src/storm/index.js';
import { evaluateThresholds, parseThreshold } from '../../src/thresholds/index.js';
import { instantFromUs } from '../../src/time/index.js';
import {
  at,
  makeAgent,
  makeBuild,
  makeResult,
  STARTING,
  startedAfter,
  UNCONNECTED,
} from '../scaletest/autostart/records.js';
import { anyThreshold } from '../thresholds/arbitrary-thresholds.js';

const MISSED: Outcome = { kind: 'missed', reason: 'unknown', detail: 'no build' };
const SETUP_FAILED: Outcome = { kind: 'setup_failed', step: 'start', cause: 'boom' };
const NOT_USABLE: readonly Outcome[] = [
  MISSED,
  SETUP_FAILED,
  { kind: 'failed', phase: 'build', cause: 'boom', reaped: false },
  { kind: 'canceled', phase: 'build', cause: 'somebody' },
  { kind: 'timed_out', phase: 'queue', waitedMs: 900_000 },
  { kind: 'interrupted', phase: 'trigger' },
  { kind: 'interrupted', phase: 'setup' },
];

const usableAfter = fc.integer({ min: 3, max: 900_000_000 }).map((us) => startedAfter(us));
const anyResult: fc.Arbitrary<RunResult> = fc.oneof(
  { weight: 5, arbitrary: usableAfter },
  { weight: 1, arbitrary: fc.constantFrom(...NOT_USABLE).map((outcome) => makeResult(outcome)) },
);

function verdictsOn(texts: readonly string[], runs: readonly RunResult[]) {
  return evaluateThresholds(texts.map(parseThreshold), thresholdMeasurements(summarizeRuns(runs)));
}

/** The same result for another scheduled minute, so many minutes later. */
function minutesLater(run: RunResult, minutes: number): RunResult {
  const us = (run.scheduledTime?.us ?? 0) + minutes * 60_000_000;
  return { ...run, scheduledTime: instantFromUs(us) };
}

describe('thresholdMeasurements', () => {
  it('has the populations of the report, but for the phases those, too, that did not get through', () => {
    fc.assert(
      fc.property(fc.array(anyResult), (runs) => {
        const results = summarizeRuns(runs);
        const { latenciesMs } = thresholdMeasurements(results);
        const { phases } = results;
        for (const [samples, reported, kept] of [
          [latenciesMs.ready, phases.total, null],
          [latenciesMs.queue, phases.queue, 'queue'],
          [latenciesMs.build, phases.build, 'build'],
          [latenciesMs.tick_delay, phases.tickDelay, null],
          [latenciesMs.creation_spread, phases.creationSpread, null],
        ] as const) {
          const through = kept === null ? samples : samples.filter(Number.isFinite);
          expect(through.length).toBe(reported.n);
          expect(percentileOf(through, 0.95)).toBe(reported.p95Ms);
          const stuck = runs.filter(({ outcome }) => kept !== null && outcomePhase(outcome) === kept);
          expect(samples.length).toBe(reported.n + stuck.length);
        }
      }),
    );
  });

  it('counts every outcome once, and those who were stopped in set-up not among the due', () => {
    const runs = [...NOT_USABLE.map((outcome) => makeResult(outcome)), startedAfter(10e6)];
    const { counts, due, askedFor } = thresholdMeasurements(summarizeRuns(runs));
    expect(counts).toMatchObject({
      usable: 1,
      failed: 1,
      canceled: 1,
      missed: 1,
      timed_out: 1,
      interrupted: 1,
    });
    expect({ due, askedFor, setupFailed: counts.setup_failed }).toEqual({
      due: 6,
      askedFor: 8,
      setupFailed: 1,
    });
  });

  it('takes the tick delay of each minute from the latencies of that minute, and adds the longest one', () => {
    // Created after a third of the time: the first after 20 s in one minute, after 4 s in the other.
    const runs = [startedAfter(60e6), startedAfter(90e6), startedAfter(12e6), startedAfter(15e6)].map(
      (run, at) => minutesLater(run, Math.floor(at / 2)),
    );
    const { latenciesMs } = thresholdMeasurements(summarizeRuns(runs));
    expect(latenciesMs.tick_delay).toEqual([20_000, 4_000]);
    expect(latenciesMs.ready).toEqual([60_000, 90_000, 12_000, 15_000]);
    expect(latenciesMs.ready_after_first).toEqual([40_000, 70_000, 8_000, 11_000]);
    expect(latenciesMs.ready_worst).toEqual([100_000, 130_000, 68_000, 71_000]);
    expect(latenciesMs.creation_spread).toEqual([0, 10_000, 0, 1_000]);
    expect(latenciesMs.trigger).toEqual([20_000, 30_000, 4_000, 5_000]);
  });

  it('keeps latencies in whole microseconds, and the worst never better than what was observed', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 3, max: 900_000_000 }), { minLength: 1 }), (us) => {
        const { latenciesMs } = thresholdMeasurements(summarizeRuns(us.map((one) => startedAfter(one))));
        const { ready, ready_after_first: afterFirst, ready_worst: worst } = latenciesMs;
        for (const [at, ms] of worst.entries()) {
          expect(Math.round(ms * 1000) / 1000).toBe(ms);
          expect(ms).toBeGreaterThanOrEqual(ready[at] ?? Number.NaN);
          expect(afterFirst[at]).toBeLessThanOrEqual(ready[at] ?? Number.NaN);
        }
      }),
    );
  });
});

describe('a phase', () => {
  const QUEUED = makeBuild({
    job: { status: 'pending', startedAt: null, completedAt: null, workerId: null },
  });
  const BUILDING = makeBuild({ job: { status: 'running', completedAt: null } });
  const REAPED = makeBuild({
    job: {
      status: 'failed',
      error: 'reaped',
      startedAt: at(20_000),
      completedAt: at(20_000),
      workerId: null,
    },
  });
  const BROKEN = makeBuild({ job: { status: 'failed', error: 'boom' } });

  it('is not passed on survivors: 8 of 60 started, 52 still in the queue', () => {
    const queued: Outcome = { kind: 'timed_out', phase: 'queue', waitedMs: 900_000 };
    const runs = [
      ...Array.from({ length: 8 }, (_, index) => startedAfter(30e6, index)),
      ...Array.from({ length: 52 }, (_, index) => makeResult(queued, QUEUED, 8 + index)),
    ];
    const results = summarizeRuns(runs);
    const thresholds = ['queue_p99<6m', 'usable>=1%'].map(parseThreshold);
    const verdicts = evaluateThresholds(thresholds, thresholdMeasurements(results));
    expect(verdicts[0]).toMatchObject({
      status: 'crossed',
      measuredText: 'not reached (8 of 60 got through the queue phase)',
    });
    expect(stormExitCode(results, thresholds, verdicts)).toBe(5);
    expect(results.phases.queue.n).toBe(8);
  });

  it.each<[string, Outcome, ReturnType<typeof makeBuild> | null, Record<string, readonly number[]>]>([
    ['missed', MISSED, null, { trigger: [Infinity], queue: [], build: [], agent: [], startup: [] }],
    [
      'given up by the server',
      { kind: 'failed', phase: 'queue', cause: 'reaped', reaped: true },
      REAPED,
      { trigger: [10_000], queue: [Infinity], build: [], agent: [], startup: [] },
    ],
    [
      'interrupted while it was built',
      { kind: 'interrupted', phase: 'build' },
      BUILDING,
      { trigger: [10_000], queue: [2_000], build: [Infinity], agent: [], startup: [] },
    ],
    [
      'failed in its build',
      { kind: 'failed', phase: 'build', cause: 'boom', reaped: false },
      BROKEN,
      { trigger: [10_000], queue: [2_000], build: [Infinity], agent: [], startup: [] },
    ],
    [
      'left waiting for its agent',
      { kind: 'timed_out', phase: 'agent', waitedMs: 900_000 },
      makeBuild({ agents: [makeAgent(UNCONNECTED)] }),
      { trigger: [10_000], queue: [2_000], build: [3_000], agent: [Infinity], startup: [] },
    ],
    [
      'failed in the startup of its agent',
      { kind: 'failed', phase: 'startup', cause: 'script', reaped: false },
      makeBuild({ agents: [makeAgent(STARTING)] }),
      { trigger: [10_000], queue: [2_000], build: [3_000], agent: [2_000], startup: [Infinity] },
    ],
  ])('keeps a workspace that was %s', (_, outcome, record, latencies) => {
    const { latenciesMs } = thresholdMeasurements(summarizeRuns([makeResult(outcome, record)]));
    expect(latenciesMs).toMatchObject(latencies);
  });

  it('that nobody entered is not evaluated', () => {
    const texts = ['build_p95<1h', 'agent_p95<1h', 'startup_p95<1h'];
    const verdicts = verdictsOn(texts, [
      makeResult({ kind: 'timed_out', phase: 'queue', waitedMs: 1 }, QUEUED),
    ]);
    expect(verdicts.map(({ status }) => status)).toEqual(texts.map(() => 'not_evaluated'));
  });
});

describe('thresholds on a run', () => {
  it('are not passed by a p95 of which a fifth of the storm was missed, whatever limit and comparison', () => {
    const storms = fc.array(usableAfter, { minLength: 1, maxLength: 40 }).map((runs) => {
      const missed = Math.ceil(runs.length / 4);
      return [...runs, ...Array.from({ length: missed }, () => makeResult(MISSED))];
    });
    const metrics = fc.constantFrom('ready', 'ready_after_first', 'ready_worst');
    const limits = fc.integer({ min: 0, max: 1_000_000 }).map((hours) => `${hours}h`);
    fc.assert(
      fc.property(
        storms,
        metrics,
        fc.constantFrom('<', '<=', '>', '>='),
        limits,
        (runs, metric, sign, limit) => {
          const [verdict] = verdictsOn([`${metric}_p95${sign}${limit}`], runs);
          expect(verdict?.status).toBe('crossed');
          expect(verdict?.measuredText).toMatch(/^not reached \(\d+ % became usable\)$/);
        },
      ),
    );
  });

  it('are none of them evaluated for an empty storm, which is exit code 5', () => {
    const results = summarizeRuns([]);
    fc.assert(
      fc.property(fc.array(anyThreshold, { minLength: 1 }), (thresholds) => {
        const verdicts = evaluateThresholds(thresholds, thresholdMeasurements(results));
        expect(verdicts.every(({ status }) => status === 'not_evaluated')).toBe(true);
        expect(stormExitCode(results, thresholds, verdicts)).toBe(5);
      }),
    );
  });

  it('are not passed by a storm whose set-ups all failed, except the one on set-ups', () => {
    const runs = [makeResult(SETUP_FAILED), makeResult(SETUP_FAILED)];
    const texts = ['missed==0', 'usable>=0%', 'ready_p95<1h', 'queue_p95<1h', 'setup_failed<=2'];
    expect(verdictsOn(texts, runs).map(({ status }) => status)).toEqual([
      'not_evaluated',
      'not_evaluated',
      'not_evaluated',
      'not_evaluated',
      'passed',
    ]);
  });
});
