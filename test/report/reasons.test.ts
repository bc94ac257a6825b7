import { describe, expect, it } from 'vitest';
import { reasonGroups } from '../../src/report/reasons.js';
import { makeResult, startedAfter } from '../scaletest/autostart/records.js';

describe('reasonGroups', () => {
  it('takes for one reason what differs only in the name of the workspace and in times', () => {
    const timedOut = (index: number) =>
      makeResult({ kind: 'timed_out', phase: 'queue', waitedMs: 240_000 + index }, null, index);
    const notMade = (index: number) =>
      makeResult(
        {
          kind: 'setup_failed',
          step: 'start',
          cause: `workspace bob/scaletest-${index}: build 1 failed: no quota`,
        },
        null,
        index,
      );
    const groups = reasonGroups([
      startedAfter(1e6, 0),
      notMade(1),
      timedOut(2),
      timedOut(3),
      timedOut(4),
      notMade(5),
    ]);
    expect(groups.map(({ reason, runs }) => [runs.length, reason])).toEqual([
      [3, 'the autostart build still waited for a provisioner ... after the scheduled minute'],
      [2, 'set-up failed at step "start": workspace ... build 1 failed: no quota'],
    ]);
  });

  it('leaves the reason of a single one, or of several that say the very same, as it is', () => {
    const one = makeResult({ kind: 'timed_out', phase: 'build', waitedMs: 240_000 }, null, 1);
    expect(reasonGroups([one])[0]?.reason).toBe(one.error);
    const same = [1, 2].map((index) =>
      makeResult({ kind: 'failed', phase: 'build', cause: 'gave up after 5s', reaped: false }, null, index),
    );
    expect(reasonGroups(same)[0]?.reason).toContain('gave up after 5s');
  });

  it('has nothing to say of those that became usable', () => {
    expect(reasonGroups([startedAfter(1e6, 0)])).toEqual([]);
  });
});
