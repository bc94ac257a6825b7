import { describe, expect, it } from 'vitest';
import { MAX_IMPORT_ROWS, readScheduleImport } from '../../../src/embedded/population/schedule-import.js';

const HEADER = 'owner,workspace,schedule,time_zone,template,status,owner_status,email,ttl';
const read = (...rows: string[]) => readScheduleImport([HEADER, ...rows].join('\n'));
const problems = (...rows: string[]) => read(...rows).problems;

describe('readScheduleImport', () => {
  it('reads owner, workspace and schedule, with everything else left to its default', () => {
    const { workspaces, problems: found } = readScheduleImport(
      'schedule,owner,workspace\nCRON_TZ=Europe/Berlin 0 9 * * 1-5,ada,dev\n,ada,web\n',
    );
    expect(found).toEqual([]);
    expect(workspaces).toMatchObject([
      {
        line: 2,
        owner: 'ada',
        workspace: 'dev',
        schedule: { text: 'CRON_TZ=Europe/Berlin 0 9 * * 1-5' },
        template: null,
        isRunning: false,
        ownerStatus: 'active',
        email: null,
        ttlMs: null,
      },
      { line: 3, workspace: 'web', schedule: null },
    ]);
  });

  it('puts the time zone before a schedule that names none', () => {
    const { workspaces } = read('ada,dev,0 9 * * 1-5,Asia/Tokyo,big,running,dormant,ada@work.org,8h30m');
    expect(workspaces).toMatchObject([
      {
        schedule: { text: 'CRON_TZ=Asia/Tokyo 0 9 * * 1-5', timeZone: 'Asia/Tokyo' },
        template: 'big',
        isRunning: true,
        ownerStatus: 'dormant',
        email: 'ada@work.org',
        ttlMs: 30_600_000,
      },
    ]);
  });

  it('reports every bad line at once, each with its number and its reason', () => {
    const found = problems(
      'ada,dev,0 9 1 * *,,,,,,',
      'ada,web,0 9 * * 1-5,Mars/Base,,,,,',
      'a_b,dev,,,,,,,',
      'ada,new,,,,,,,',
      ',x,,,,,,,',
      'ada,dev',
      'ada,DEV,,,,asleep,,,',
      'bob,dev,,,,,gone,not an address,1s',
    );
    for (const [index, pattern] of [
      /^line 2: schedule: .*day of month/,
      /^line 3: schedule: .*time zone "Mars\/Base"/,
      /^line 4: owner: "a_b" must be letters/,
      /^line 5: workspace: "new" is a reserved word/,
      /^line 6: owner: "" is required/,
      /^line 7: has 2 fields instead of 9/,
      /^line 8: status: must be stopped, running or empty, not "asleep"/,
      /^line 8: workspace: ada\/DEV stands on line 2 already/,
      /^line 9: email: "not an address"/,
      /^line 9: owner_status: must be active, dormant, suspended/,
      /^line 9: ttl: must be a duration from 1m to 720h/,
    ].entries()) {
      expect(found[index]).toMatch(pattern);
    }
    expect(found).toHaveLength(11);
  });

  it('refuses owners who are told of in two ways, and addresses that two share', () => {
    expect(problems('ada,a,,,,,active,,', 'Ada,b,,,,,dormant,,')).toEqual([
      'line 3: owner: Ada has another email or owner_status on line 2',
    ]);
    expect(problems('ada,a,,,,,,bob@example.com,', 'bob,b,,,,,,,')).toEqual([
      'line 3: email: "bob@example.com" is ada\'s already',
    ]);
  });

  it('refuses a time zone beside one in the schedule, and one without schedule', () => {
    expect(problems('ada,a,CRON_TZ=UTC 0 9 * * *,UTC,,,,,', 'ada,b,,UTC,,,,,')).toEqual([
      'line 2: time_zone: must be empty where the schedule names its zone',
      'line 3: time_zone: says something only together with a schedule',
    ]);
  });

  it('refuses columns that are missing, unknown or there twice', () => {
    expect(readScheduleImport('owner,colour,owner\n').problems).toEqual([
      'line 1: there must be a column "workspace"',
      'line 1: there must be a column "schedule"',
      expect.stringMatching(/^line 1: unknown column "colour"; known: owner, workspace, schedule, /),
      'line 1: the column "owner" stands there twice',
    ]);
  });

  it('shows not all of a long column', () => {
    const [, , , problem] = readScheduleImport(`${'x'.repeat(5000)}\n`).problems;
    expect(problem).toMatch(/^line 1: unknown column "x{80}…"; known: /);
  });

  it('refuses an empty file, an open quote and more rows than the limit', () => {
    expect(readScheduleImport('\n').problems).toEqual([expect.stringMatching(/^is empty/)]);
    expect(problems('ada,"dev')).toEqual(['line 2: a quote is not closed']);
    const rows = Array.from({ length: MAX_IMPORT_ROWS + 1 }, (_, i) => `u${i},w,,,,,,,`);
    expect(readScheduleImport([HEADER, ...rows].join('\n')).problems).toEqual([
      `names ${MAX_IMPORT_ROWS + 1} workspaces; ${MAX_IMPORT_ROWS} is the limit`,
    ]);
  });

  it('shows no more of a long field than a line can hold', () => {
    const [problem = ''] = problems(`${'x'.repeat(5000)},dev,,,,,,,`);
    expect(problem.length).toBeLessThan(200);
  });
});
