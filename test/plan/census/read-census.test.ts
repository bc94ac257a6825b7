import { describe, expect, it } from 'vitest';
import { readCensus } from '../../../src/plan/index.js';

const problemsOf = (csv: string): string => {
  try {
    readCensus(csv);
  } catch (error) {
    return (error as Error).message;
  }
  return '';
};

describe('readCensus', () => {
  it('reads columns by their names, in any order, and zones from the schedule or beside it', () => {
    const csv = [
      'schedule,workspace,owner,template,time_zone,owner_status',
      'CRON_TZ=Europe/Berlin 0 9 * * 1-5,dev,alice,docker,,',
      '0 9 * * 1-5,dev,bob,,America/New_York,dormant',
      ',dev,carol,,,active',
    ].join('\r\n');
    const read = readCensus(csv).map(({ schedule, skipped, template }) => [
      schedule?.timeZone ?? null,
      skipped,
      template,
    ]);
    expect(read).toEqual([
      ['Europe/Berlin', null, 'docker'],
      ['America/New_York', 'owner_inactive', null],
      [null, null, null],
    ]);
  });

  it('reads a file for serve --import', () => {
    const csv = 'owner,workspace,schedule,status,email,ttl\nalice,dev,0 9 * * *,running,a@example.com,8h';
    expect(readCensus(csv)).toHaveLength(1);
  });

  it.each([
    ['', 'is empty; its first line must name the columns, at least workspace,schedule'],
    ['workspace,schedule', 'names no workspace'],
    ['workspace,schedul\na,0 9 * * *', 'line 1: there must be a column schedule'],
    ['workspace,schedule,templat\na,0 9 * * *,x', 'line 1: unknown column "templat"'],
    ['workspace,schedule,schedule\na,,', 'line 1: a column stands there twice'],
    ['workspace,schedule\na', 'line 2: has 1 fields instead of 2'],
    ['workspace,schedule\n,0 9 * * *', 'line 2: workspace: is required'],
    ['workspace,schedule\na,\nA,', 'line 3: workspace: stands on line 2 already'],
    ['workspace,schedule\na,0 9 1 * *', 'line 2: schedule: "0 9 1 * *": day of month: must be *, not "1"'],
    ['workspace,schedule\na,CRON_TZ=Mars/Olympus 0 9 * * *', 'unknown time zone "Mars/Olympus"'],
    ['workspace,schedule,time_zone\na,CRON_TZ=UTC 0 9 * * *,UTC', 'time_zone: must be empty'],
    [
      'workspace,schedule,owner_status\na,,gone',
      'owner_status: must be active, dormant, suspended or empty, not "gone"',
    ],
    ['workspace,schedule\n"a,', 'line 2: a quote is not closed'],
  ])('refuses %j', (csv, problem) => {
    expect(problemsOf(csv)).toContain(problem);
  });

  it('stops after twenty problems of a file in which every line is wrong', () => {
    const lines = Array.from({ length: 100_000 }, (_, i) => `w${i},nonsense`);
    expect(problemsOf(['workspace,schedule', ...lines].join('\n')).split('\n')).toHaveLength(21);
  });
});
