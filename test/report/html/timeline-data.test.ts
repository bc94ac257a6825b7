import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timelineData } from '../../../src/report/html/timeline-data.js';
import { isDue } from '../../../src/storm/index.js';
import { readRows } from '../../../web/timeline/rows.js';
import { sortRows } from '../../../web/timeline/sort.js';
import { sampleReport, TROUBLED } from './sample-report.js';

const { results } = sampleReport({ ...TROUBLED, count: 400, provisioners: 20, waitMs: 500_000 });
const due = results.runs.filter((run) => isDue(run.outcome));
const data = timelineData(results.runs);
const rows = readRows(data);

describe('timelineData', () => {
  it('comes back in the page as the workspaces that were due, to the millisecond', () => {
    expect(rows.map((row) => row.name)).toEqual(due.map((run) => run.workspaceName));
    for (const [i, run] of due.entries()) {
      const row = rows[i]!;
      expect(row.usable).toBe(run.success);
      expect(row.reason).toBe(run.error);
      expect(row.worker).toBe(run.build?.workerId ?? null);
      expect(row.phases.slice(0, 3)).toEqual(
        [run.triggerMs, run.queueMs, run.buildMs].map((ms) => (ms === null ? null : Math.round(ms))),
      );
      if (run.totalMs !== null) expect(Math.abs(row.endMs - run.totalMs)).toBeLessThan(3);
    }
  });

  it('says how long what timed out was waited for', () => {
    const timedOut = rows.filter((_, i) => due[i]?.outcome.kind === 'timed_out');
    expect(timedOut.length).toBeGreaterThan(10);
    for (const row of timedOut) {
      expect(row.unfinished).not.toBeNull();
      expect(Math.abs(row.endMs - 500_000)).toBeLessThan(3);
    }
  });

  it('stays small however many different and long reasons a server gives', () => {
    const text = (what: string, index: number) =>
      what === 'name' ? `w${index}` : `${index} ${'long '.repeat(1000)}`;
    const noisy = sampleReport({ count: 3000, provisioners: 3000, failedShare: 1, text });
    expect(JSON.stringify(timelineData(noisy.results.runs)).length).toBeLessThan(600_000);
  });

  it('takes any names', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'binary', maxLength: 5 }), { minLength: 1, maxLength: 20 }),
        (names) => {
          const report = sampleReport({
            count: names.length,
            provisioners: 3,
            text: (_, index) => names[index] ?? '',
          });
          expect(readRows(timelineData(report.results.runs)).map((row) => row.name)).toEqual(names);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('is empty, and not an error, when nothing was due', () => {
    expect(readRows(timelineData([]))).toEqual([]);
  });
});

describe('sortRows', () => {
  it.each(['finish', 'number', 'outcome', 'total', 'phase-0', 'phase-1', 'phase-4'])(
    'keeps every workspace, by %s',
    (by) => {
      const sorted = sortRows(rows, by);
      expect(new Set(sorted)).toEqual(new Set(rows));
      expect(sorted).toHaveLength(rows.length);
    },
  );

  it('puts the longest wait first, and what never waited last', () => {
    const queue = sortRows(rows, 'phase-1').map((row) => row.phases[1] ?? row.unfinished?.ms ?? -1);
    expect(queue[0]).toBe(Math.max(...queue));
    expect(queue.slice(0, 50)).toEqual(queue.slice(0, 50).toSorted((a, b) => b - a));
    expect(sortRows(rows, 'phase-1').at(-1)?.phases[1]).toBeNull();
  });

  it('puts what is not usable behind by its end, and in front by outcome', () => {
    expect(
      sortRows(rows, 'finish')
        .map((row) => row.usable)
        .lastIndexOf(true),
    ).toBe(results.successfulRuns - 1);
    expect(sortRows(rows, 'outcome')[0]?.usable).toBe(false);
  });
});
