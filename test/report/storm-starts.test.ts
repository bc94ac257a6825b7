import { describe, expect, it } from 'vitest';
import { stormStarts } from '../../src/report/index.js';
import { summarizeRuns } from '../../src/scaletest/autostart/index.js';
import { isDue, isUsable } from '../../src/storm/index.js';
import { at, makeBuild, makeResult, startedAfter } from '../scaletest/autostart/records.js';
import { eventfulRuns } from './samples.js';

const startsOf = (...runs: ReturnType<typeof eventfulRuns>) => stormStarts(summarizeRuns(runs));

describe('stormStarts', () => {
  it('gives the times of a usable workspace as the server recorded them', () => {
    expect(startsOf(startedAfter(30_000_001, 4))).toEqual([
      {
        workspace: 'scaletest-4',
        outcome: 'started',
        scheduledUs: at(0).us,
        createdUs: at(10_000).us,
        startedUs: at(20_000).us,
        completedUs: at(30_000).us + 1,
        usableUs: at(30_000).us + 1,
        workerId: 'p-1',
        reaped: false,
        negativeQueueWait: false,
        censoredUs: null,
      },
    ]);
  });

  it('has exactly those that were due, in their order, and a time of use for the usable ones alone', () => {
    const runs = eventfulRuns();
    const starts = stormStarts(summarizeRuns(runs));
    const due = runs.filter((run) => isDue(run.outcome));
    expect(starts.map((start) => start.workspace)).toEqual(due.map((run) => run.workspaceName));
    expect(starts.map((start) => start.usableUs !== null)).toEqual(due.map((run) => isUsable(run.outcome)));
  });

  it('lets nobody have taken a reaped job, and knows when it was given up', () => {
    const reaped = stormStarts(summarizeRuns(eventfulRuns())).find((start) => start.reaped);
    expect(reaped).toMatchObject({ startedUs: null, workerId: null, completedUs: at(1.8e6).us });
  });

  it('keeps the raw start of a job that is recorded as started before created', () => {
    const build = makeBuild({ createdAt: at(12_000), job: { startedAt: at(11_900) } });
    expect(startsOf(makeResult({ kind: 'started', totalMs: 15_000 }, build))).toMatchObject([
      { createdUs: at(12_000).us, startedUs: at(11_900).us, negativeQueueWait: true },
    ]);
  });

  it('takes a build that somebody else made for none', () => {
    const build = makeBuild({ reason: 'initiator' });
    const missed = makeResult({ kind: 'missed', reason: 'unexpected_build', detail: 'x' }, build);
    expect(startsOf(missed)).toMatchObject([{ createdUs: null, startedUs: null, completedUs: null }]);
  });

  it('waited for an interrupted one as long as anything is known of the storm', () => {
    const interrupted = makeResult({ kind: 'interrupted', phase: 'queue' }, null, 1);
    const [, start] = startsOf(startedAfter(30_000_000, 0), interrupted);
    expect(start).toMatchObject({ outcome: 'interrupted', censoredUs: 30_000_000 });
    expect(startsOf(interrupted)).toMatchObject([{ censoredUs: null }]);
  });

  it('says how long was waited for one that timed out', () => {
    const timedOut = makeResult({ kind: 'timed_out', phase: 'queue', waitedMs: 900_000.5 });
    expect(startsOf(timedOut)).toMatchObject([{ censoredUs: 900_000_500, usableUs: null }]);
  });
});
