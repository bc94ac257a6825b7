import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { daySpan, dueMinutes, type ScheduledWorkspace } from '../../../src/plan/index.js';
import { nextOccurrenceMs, parseSchedule, TimeZones } from '../../../src/time/index.js';

const HOUR_MS = 3_600_000;
const zones = new TimeZones();
const scheduled = (schedule: string | null, more: Partial<ScheduledWorkspace> = {}): ScheduledWorkspace => ({
  workspace: 'w',
  template: null,
  schedule: schedule === null ? null : parseSchedule(schedule, zones),
  skipped: null,
  allowedDays: null,
  ...more,
});
const utc = (text: string) => Date.parse(text);
const times = (census: readonly ScheduledWorkspace[], date: string, zone: string) =>
  dueMinutes(census, [daySpan(date, zone)]).minutes.map(
    ({ atMs, count }) => `${new Date(atMs).toISOString().slice(0, 16)} ${count}`,
  );

describe('dueMinutes', () => {
  it('counts by minute and template, whatever zones the schedules are in', () => {
    const { minutes } = dueMinutes(
      [
        scheduled('CRON_TZ=Europe/Berlin 0 9 * * 1-5', { template: 'b' }),
        scheduled('0 8 * * *', { template: 'b' }),
        scheduled('CRON_TZ=UTC 0 8 * * 1', { template: 'a' }),
        scheduled('CRON_TZ=America/New_York 0 9 * * 1-5'),
      ],
      [daySpan('2026-11-23', 'UTC')],
    );
    expect(minutes).toEqual([
      { atMs: utc('2026-11-23T08:00Z'), template: 'a', count: 1 },
      { atMs: utc('2026-11-23T08:00Z'), template: 'b', count: 2 },
      { atMs: utc('2026-11-23T14:00Z'), template: null, count: 1 },
    ]);
  });

  it('moves with the clocks of a zone: nine in Berlin is 07:00 UTC before the change of October, and 08:00 after it', () => {
    const census = [scheduled('CRON_TZ=Europe/Berlin 0 9 * * *')];
    expect(times(census, '2026-10-24', 'Europe/Berlin')).toEqual(['2026-10-24T07:00 1']);
    expect(times(census, '2026-10-25', 'Europe/Berlin')).toEqual(['2026-10-25T08:00 1']);
  });

  it('does not start who is due at a time that does not exist', () => {
    const census = [scheduled('CRON_TZ=Europe/Berlin 30 2 * * *')];
    expect(times(census, '2026-03-29', 'Europe/Berlin')).toEqual([]);
  });

  it('counts each workspace once, and says who would be due again', () => {
    const due = dueMinutes(
      [scheduled('0,30 9 * * *'), scheduled('0 9 * * *')],
      [daySpan('2026-11-23', 'UTC')],
    );
    expect(due.minutes).toEqual([{ atMs: utc('2026-11-23T09:00Z'), template: null, count: 2 }]);
    expect(due).toMatchObject({ due: 2, dueAgain: 1 });
  });

  it('says of everybody else why they are not due', () => {
    const weekdays = [false, true, true, true, true, true, false];
    const due = dueMinutes(
      [
        scheduled(null),
        scheduled('0 9 * * 6'),
        scheduled('0 9 * * *', { skipped: 'owner_inactive' }),
        scheduled('0 9 * * *', { skipped: 'workspace_dormant' }),
        scheduled('0 9 * * *', { allowedDays: weekdays.map((day) => !day) }),
        scheduled('0 9 * * *', { allowedDays: weekdays }),
      ],
      [daySpan('2026-11-23', 'UTC')],
    );
    expect(due).toMatchObject({ workspaces: 6, due: 1, withoutSchedule: 1, notInSpan: 2 });
    expect(due.skipped).toEqual({
      owner_inactive: 1,
      workspace_dormant: 1,
      last_build_failed: 0,
      template_forbids: 0,
      passed_over: 0,
    });
  });

  it('takes the weekday that a template allows in the schedule’s own zone', () => {
    // Monday, 00:30 in Auckland is still Sunday in UTC.
    const monday = [false, true, false, false, false, false, false];
    const census = [scheduled('CRON_TZ=Pacific/Auckland 30 0 * * *', { allowedDays: monday })];
    expect(times(census, '2026-11-22', 'UTC')).toEqual(['2026-11-22T11:30 1']);
    expect(times(census, '2026-11-23', 'UTC')).toEqual([]);
  });

  it('adds up, and finds the next occurrence of each, for any schedules on any day', () => {
    const schedule = fc
      .record({
        zone: fc.constantFrom(
          'UTC',
          'Europe/Berlin',
          'America/New_York',
          'Asia/Kolkata',
          'Australia/Lord_Howe',
        ),
        minute: fc.integer({ min: 0, max: 59 }),
        hour: fc.integer({ min: 0, max: 23 }),
        days: fc.constantFrom('*', '1-5', '6', '0,3'),
      })
      .map(({ days, hour, minute, zone }) => scheduled(`CRON_TZ=${zone} ${minute} ${hour} * * ${days}`));
    const day = fc
      .integer({ min: 0, max: 729 })
      .map((n) => new Date(Date.UTC(2026, 0, 1) + n * 24 * HOUR_MS).toISOString().slice(0, 10));
    fc.assert(
      fc.property(fc.array(schedule, { maxLength: 20 }), day, (census, date) => {
        const span = daySpan(date, 'Europe/Berlin');
        const due = dueMinutes(census, [span]);
        expect(due.due + due.notInSpan).toBe(census.length);
        expect(due.minutes.reduce((sum, { count }) => sum + count, 0)).toBe(due.due);
        const expected = census
          .map((workspace) => nextOccurrenceMs(workspace.schedule!, span.fromMs - 1)!)
          .filter((atMs) => atMs < span.untilMs)
          .sort((a, b) => a - b);
        expect(due.minutes.flatMap(({ atMs, count }) => Array(count).fill(atMs))).toEqual(expected);
      }),
      { numRuns: 50 },
    );
  });
});

describe('daySpan', () => {
  it('is 23 or 25 hours long where the clocks change', () => {
    const hours = (date: string, zone: string) => {
      const { fromMs, untilMs } = daySpan(date, zone);
      return (untilMs - fromMs) / HOUR_MS;
    };
    expect(hours('2026-11-23', 'Europe/Berlin')).toBe(24);
    expect(hours('2026-03-29', 'Europe/Berlin')).toBe(23);
    expect(hours('2026-10-25', 'Europe/Berlin')).toBe(25);
    expect(daySpan('2026-11-23', 'Asia/Kolkata').fromMs).toBe(utc('2026-11-22T18:30Z'));
  });

  it.each([
    ['2026-02-30', 'UTC', 'must be a date like 2026-11-23, not "2026-02-30"'],
    ['monday', 'UTC', 'must be a date'],
    ['2026-11-23', 'Europe/Atlantis', 'unknown time zone "Europe/Atlantis"'],
  ])('refuses %s in %s', (date, zone, problem) => {
    expect(() => daySpan(date, zone)).toThrow(problem);
  });
});
