import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BUILD_ROW_HEADER, type BuildRow, formatBuildRow, readBuildRows } from '../../src/storm/index.js';

const text = fc.string({ unit: 'binary', maxLength: 8 });
const instant = fc
  .integer({ min: 0, max: 4e9 })
  .map((second) => `${new Date(second * 1000).toISOString().slice(0, 19)}.125Z`);
const row: fc.Arbitrary<BuildRow> = fc.record({
  workspace: text,
  buildNumber: fc.integer({ min: 1, max: 1_000 }),
  transition: fc.constantFrom('start', 'stop', 'delete'),
  reason: text,
  createdAt: instant,
  startedAt: fc.option(instant),
  completedAt: fc.option(instant),
  jobStatus: fc.constantFrom('pending', 'running', 'canceling', 'succeeded', 'failed', 'canceled', 'unknown'),
  workerId: fc.option(fc.uuid()),
  error: fc.option(fc.string({ minLength: 1, maxLength: 8 })),
  owner: fc.string({ maxLength: 8 }).filter((owner) => !/[\r\n]/.test(owner)),
});

const LINE = 'w1,2,start,autostart,2026-11-23T09:00:30Z,,,pending,,,alice';
const problemsOf = (csv: string): string => {
  try {
    readBuildRows(csv);
  } catch (error) {
    return (error as Error).message;
  }
  return '';
};

describe('readBuildRows', () => {
  it('reads what formatBuildRow wrote, whatever stands in the texts', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 5 }), (rows) => {
        const csv = [BUILD_ROW_HEADER, ...rows.map(formatBuildRow)].join('\n');
        expect(readBuildRows(csv)).toEqual(rows);
      }),
    );
  });

  it('passes over the columns that reports add, and their lines without a build', () => {
    const csv = [`${BUILD_ROW_HEADER},outcome`, `${LINE},timed_out`, 'w2,,,,,,,,,,,missed'].join('\r\n');
    expect(readBuildRows(csv).map(({ owner, workspace }) => [workspace, owner])).toEqual([['w1', 'alice']]);
  });

  it('reads recorded storms, which have no owner', () => {
    const without = (line: string) => line.split(',').slice(0, -1).join(',');
    expect(readBuildRows(`${without(BUILD_ROW_HEADER)}\n${without(LINE)}`)[0]!.owner).toBe('');
  });

  it.each([
    ['', 'is empty'],
    [
      'workspace,schedule\nw1,0 9 * * *',
      'these are no build rows: there is no column build_number, transition',
    ],
    [`${BUILD_ROW_HEADER}\n${LINE},more`, 'line 2: has 12 fields instead of 11'],
    [`${BUILD_ROW_HEADER}\n"w1,2`, 'line 2: a quote is not closed'],
    [`${BUILD_ROW_HEADER},owner\n${LINE},x`, 'line 1: a column stands there twice'],
    [
      `${BUILD_ROW_HEADER}\n${LINE.replace(',2,', ',two,')}`,
      'line 2: build_number: must be a whole number from 1, not "two"',
    ],
    [
      `${BUILD_ROW_HEADER}\n${LINE.replace('start,', 'go,')}`,
      'line 2: transition: must be start, stop, delete; not "go"',
    ],
    [
      `${BUILD_ROW_HEADER}\n${LINE.replace('09:00:30Z', '9 am')}`,
      'line 2: created_at: not an RFC 3339 timestamp',
    ],
  ])('refuses %j', (csv, problem) => {
    expect(problemsOf(csv)).toContain(problem);
  });

  it('tells twenty problems of a file in which every line is wrong', () => {
    const csv = [BUILD_ROW_HEADER, ...Array.from({ length: 50_000 }, () => LINE.replace(',2,', ',-2,'))].join(
      '\n',
    );
    expect(problemsOf(csv).split('\n')).toHaveLength(21);
  });
});
