import { describe, expect, it } from 'vitest';
import { ConnectionError } from '../../../src/codersdk/index.js';
import type { RunResult } from '../../../src/scaletest/autostart/index.js';
import { BEGIN_MS } from './fake-deployment.js';
import { Fleet, type Jobs } from './fleet.js';
import { SleepingMachine } from './sleeping-machine.js';

const SLEEP_MS = 600_000;
const SECOND = 1_000;

/** Start and stop take five seconds each; the storm's builds two and five minutes after their creation. */
const JOBS: readonly Jobs[] = [
  [
    { startMs: 0, endMs: 5 * SECOND },
    { startMs: 0, endMs: 5 * SECOND },
    { startMs: 10 * SECOND, endMs: 120 * SECOND },
  ],
  [
    { startMs: 0, endMs: 5 * SECOND },
    { startMs: 0, endMs: 5 * SECOND },
    { startMs: 200 * SECOND, endMs: 300 * SECOND, status: 'failed', error: 'quota exceeded' },
  ],
];

/** Runs the fleet on a machine that falls asleep so long after the beginning; connections do not survive it. */
async function runAsleep(afterMs: number, standsStill: boolean): Promise<readonly RunResult[]> {
  let machine: SleepingMachine | null = null;
  const fleet = new Fleet(
    JOBS,
    (_, deliver) => deliver(),
    (clock) => {
      machine = new SleepingMachine(clock, standsStill);
      return machine;
    },
  );
  fleet.clock.schedule(BEGIN_MS + afterMs, () => {
    for (const stream of fleet.openStreams) stream.closed = true;
    const dead = [...fleet.streams];
    machine?.sleep(SLEEP_MS, () => {
      for (const stream of dead) stream.drop(1006, 'no sign of life');
      for (const { fail } of fleet.deployments) loseOnce(fail);
    });
  });
  return fleet.run();
}

/**
 * The first POST after waking meets a connection that has died, and may have been carried out; the client itself
 * repeats what can be repeated.
 */
function loseOnce(fail: Map<string, () => Error | null>): void {
  let met = false;
  fail.set('builds.create stop', () => {
    if (met) return null;
    met = true;
    return new ConnectionError('the connection broke', 'maybe');
  });
}

const facts = (results: readonly RunResult[]) =>
  results.map(({ outcome, triggerMs, queueMs, buildMs, error }) => ({
    outcome,
    triggerMs,
    queueMs,
    buildMs,
    error,
  }));

/** Both by the server's timestamps alone: 10 s until the tick, then the builds as planned. */
const AWAKE = [
  expect.objectContaining({
    outcome: { kind: 'started', totalMs: 130_000 },
    triggerMs: 10_000,
    queueMs: 10_000,
    buildMs: 110_000,
  }),
  expect.objectContaining({
    outcome: expect.objectContaining({ kind: 'failed', phase: 'build', cause: 'quota exceeded' }),
    triggerMs: 10_000,
    queueMs: 200_000,
    buildMs: 100_000,
  }),
];

describe.each([
  ['stands still', true],
  ['goes on', false],
])('a machine that sleeps for ten minutes while its monotonic clock %s', (_, standsStill) => {
  it.each([
    ['while workspaces start', 2],
    ['while workspaces stop', 8],
    ['while the minute is waited for', 60],
    ['while jobs are queued', 185],
    ['while builds run', 400],
  ])('%s', async (_when, afterS) => {
    const results = await runAsleep(afterS * SECOND, standsStill);
    expect(facts(results)).toEqual(AWAKE);
  });
});
