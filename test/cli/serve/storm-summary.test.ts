import { describe, expect, it } from 'vitest';
import { stormSummary } from '../../../src/cli/serve/storm-summary.js';
import type { BuildRow } from '../../../src/storm/index.js';

/** A build that was created at nine, started after so many seconds and was done after so many. */
function row(startedS: number | null, completedS: number | null, more: Partial<BuildRow> = {}): BuildRow {
  const at = (seconds: number) => new Date(Date.UTC(2026, 10, 23, 9) + seconds * 1000).toISOString();
  return {
    workspace: 'dev',
    buildNumber: 2,
    transition: 'start',
    reason: 'autostart',
    createdAt: at(0),
    startedAt: startedS === null ? null : at(startedS),
    completedAt: completedS === null ? null : at(completedS),
    jobStatus: completedS === null ? 'running' : 'succeeded',
    workerId: startedS === null ? null : 'w',
    error: null,
    owner: 'ada',
    ...more,
  };
}

describe('the summary of a storm', () => {
  it('is nothing when no schedule has started anything', () => {
    expect(stormSummary([])).toEqual([]);
    expect(stormSummary([row(1, 2, { reason: 'initiator' }), row(1, 2, { transition: 'stop' })])).toEqual([]);
  });

  it('has the waits by nearest rank', () => {
    const rows = Array.from({ length: 100 }, (_, i) => row(i + 1, i + 51));
    expect(stormSummary(rows)).toEqual([
      'started by schedule since it listened: 100 (100 ready)',
      '  queue             p50    50.00 s   p95    95.00 s   p99    99.00 s',
      '  created to ready  p50   100.00 s   p95   145.00 s   p99   149.00 s',
    ]);
  });

  it('ranks whoever failed or still waits behind everybody else', () => {
    const rows = [
      row(1, 5),
      row(2, 6, { jobStatus: 'failed' }),
      row(3, null),
      row(null, null, { jobStatus: 'pending' }),
      // Ended by the reaper while it waited.
      row(1800, 1800, { jobStatus: 'failed', workerId: null }),
    ];
    expect(stormSummary(rows)).toEqual([
      'started by schedule since it listened: 5 (1 ready, 2 failed, 1 being built, 1 still waiting)',
      '  queue             p50     3.00 s   p95    not yet   p99    not yet',
      '  created to ready  p50    not yet   p95    not yet   p99    not yet',
    ]);
  });
});
