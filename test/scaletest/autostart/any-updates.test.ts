import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RunResult } from '../../../src/scaletest/autostart/index.js';
import { Fleet, type Jobs } from './fleet.js';

/** What becomes of one update on its way: told at these times after it was sent; lost when there is none. */
type Way = readonly number[];

const SOCKET_BREAKS = -1;

const seconds = (min: number, max: number) => fc.integer({ min, max }).map((s) => s * 1000);
const job = fc
  .tuple(seconds(1, 20), seconds(1, 40))
  .map(([startMs, buildMs]) => ({ startMs, endMs: startMs + buildMs, status: 'succeeded' as const }));
/** Any end is possible in the storm; a workspace that fails in set-up has none. */
const stormJob = fc.oneof(
  { weight: 3, arbitrary: job },
  {
    weight: 1,
    arbitrary: job.map((plan) => ({ ...plan, status: 'failed' as const, error: 'quota exceeded' })),
  },
  { weight: 1, arbitrary: job.map((plan) => ({ ...plan, status: 'canceled' as const })) },
);
const jobs: fc.Arbitrary<Jobs> = fc.tuple(job, job, stormJob);
const delay = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 90_000 }));
const way: fc.Arbitrary<Way> = fc.oneof(
  { weight: 2, arbitrary: fc.constant([] as const) },
  { weight: 5, arbitrary: fc.array(delay, { maxLength: 4 }) },
  { weight: 1, arbitrary: fc.constant([SOCKET_BREAKS] as const) },
);

/** Everything that was measured, with instants as times since the scheduled minute: set-up may take longer. */
function measured(result: RunResult): unknown {
  const { scheduledTime, build, completionTime, usableTime, configTime: _, ...rest } = result;
  const since = (instant: { readonly us: number } | null | undefined): number | null =>
    instant == null || scheduledTime === null ? null : instant.us - scheduledTime.us;
  return {
    ...rest,
    scheduled: scheduledTime !== null,
    completed: since(completionTime),
    usable: since(usableTime),
    build: build && {
      ...build,
      createdAt: since(build.createdAt),
      startedAt: since(build.startedAt),
      completedAt: since(build.completedAt),
      agents: [],
    },
  };
}

function faulty(all: readonly Jobs[], ways: readonly Way[]): Fleet {
  let sent = 0;
  const fleet: Fleet = new Fleet(all, (_, deliver) => {
    for (const afterMs of ways[sent++ % ways.length] ?? []) {
      if (afterMs === SOCKET_BREAKS) for (const stream of fleet.openStreams) stream.drop(1006);
      else fleet.clock.schedule(fleet.clock.nowMs() + afterMs, deliver);
    }
  });
  return fleet;
}

describe('a storm whose updates are lost, repeated, out of order and late', () => {
  it('has the results, field by field, of one whose updates all come', async () => {
    let outcomes = new Set<string>();
    await fc.assert(
      fc.asyncProperty(
        fc.array(jobs, { minLength: 1, maxLength: 4 }),
        fc.array(way, { minLength: 1, maxLength: 12 }),
        async (all, ways) => {
          const expected = await new Fleet(all).run();
          const results = await faulty(all, ways).run();
          expect(results.map(measured)).toEqual(expected.map(measured));
          outcomes = new Set([...outcomes, ...expected.map(({ outcome }) => outcome.kind)]);
        },
      ),
      { numRuns: 30 * Math.max(1, Number(process.env['NINEAM_FUZZ_RUNS'] ?? 1) || 1) },
    );
    expect([...outcomes].sort()).toEqual(['canceled', 'failed', 'started']);
  });

  it('has them also when not one update comes', async () => {
    const all: readonly Jobs[] = [
      [
        { startMs: 1_000, endMs: 9_000 },
        { startMs: 0, endMs: 4_000 },
        { startMs: 2_000, endMs: 60_000 },
      ],
      [
        { startMs: 1_000, endMs: 3_000 },
        { startMs: 0, endMs: 4_000 },
        { startMs: 1_000, endMs: 6_000, status: 'failed' },
      ],
    ];
    const expected = await new Fleet(all).run();
    expect(expected.map(({ outcome }) => outcome.kind)).toEqual(['started', 'failed']);
    expect((await faulty(all, [[]]).run()).map(measured)).toEqual(expected.map(measured));
  });
});
