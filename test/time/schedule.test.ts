import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  nextOccurrenceMs,
  parseSchedule,
  ScheduleError,
  TimeZones,
  weeklyScheduleAt,
} from '../../src/time/index.js';

describe('parseSchedule', () => {
  it('keeps the text as given', () => {
    const text = 'CRON_TZ=Europe/Berlin  0 9 * *  mon-FRI';
    expect(parseSchedule(text).text).toBe(text);
  });

  it.each([
    ['0 9 * * 1-5', 'UTC'],
    ['CRON_TZ=UTC 0 9 * * 1-5', 'UTC'],
    ['CRON_TZ= 0 9 * * 1-5', 'UTC'],
    ['CRON_TZ=Europe/Berlin 0 9 * * 1-5', 'Europe/Berlin'],
    ['CRON_TZ=Etc/GMT+5 0 9 * * 1-5', 'Etc/GMT+5'],
    ['CRON_TZ=America/Port-au-Prince 0 9 * * 1-5', 'America/Port-au-Prince'],
    ['CRON_TZ=EST 0 9 * * 1-5', 'EST'],
  ])('understands %s in %s', (text, timeZone) => {
    expect(parseSchedule(text).timeZone).toBe(timeZone);
  });

  it.each([
    ['5', [5]],
    ['*/20', [0, 20, 40]],
    ['?/20', [0, 20, 40]],
    ['50/4', [50, 54, 58]],
    ['3-12/4', [3, 7, 11]],
    ['1,,3,2-4', [1, 2, 3, 4]],
    ['*/99', [0]],
    ['007', [7]],
    [',', []],
  ])('takes the minutes %s for %j', (field, minutes) => {
    const allowed = parseSchedule(`${field} 9 * * *`).minutes;
    expect([...allowed.keys()].filter((minute) => allowed[minute])).toEqual(minutes);
  });

  it('takes weekdays by number and by name', () => {
    const { weekdays } = parseSchedule('0 9 * * sun,TUE-Thu,6');
    expect(weekdays).toEqual([true, false, true, true, true, false, true]);
  });

  it.each([
    ['', 'needs 5 fields (minute, hour, day of month, month, day of week), not 0'],
    ['0 9 * *', 'needs 5 fields (minute, hour, day of month, month, day of week), not 4'],
    ['0 0 9 * * 1', 'needs 5 fields (minute, hour, day of month, month, day of week), not 6'],
    ['0 9 1 * *', 'day of month: must be *, not "1"'],
    ['0 9 ? * *', 'day of month: must be *, not "?"'],
    ['0 9 * 1-12 *', 'month: must be *, not "1-12"'],
    ['@daily', '"@daily" is not understood: write 5 fields'],
    ['TZ=UTC 0 9 * * 1', 'TZ= is not understood: write CRON_TZ=<zone>'],
    ['CRON_TZ=UTC', 'there must be a space and 5 fields after CRON_TZ=<zone>'],
    ['CRON_TZ=Local 0 9 * * 1', 'the time zone must not be Local: name it, e.g. UTC'],
    ['CRON_TZ=Nope/Zone 0 9 * * 1', 'unknown time zone "Nope/Zone": use an IANA name, e.g. Europe/Berlin'],
    ['60 9 * * *', 'minute: "60" is not from 0 to 59'],
    ['0 24 * * *', 'hour: "24" is not from 0 to 23'],
    ['0 9 * * 7', 'day of week: "7" is not from 0 to 6'],
    ['0 9 * * 5-1', 'day of week: "5-1" is a range that ends before it begins'],
    ['0 9 * * noday', 'day of week: "noday" has no number in the place of "noday"'],
    ['0 9-x * * *', 'hour: "9-x" has no number in the place of "x"'],
    ['0-1-2 9 * * *', 'minute: "0-1-2" is a range of more than two values'],
    ['*/0 9 * * *', 'minute: "*/0" has a step of 0'],
    ['*/1/2 9 * * *', 'minute: "*/1/2" has more than one step'],
    ['*/ 9 * * *', 'minute: "*/" has no number in the place of ""'],
    ['-1 9 * * *', 'minute: "-1" has no number in the place of ""'],
    ['1.5 9 * * *', 'minute: "1.5" has no number in the place of "1.5"'],
  ])('refuses %j and says why', (text, reason) => {
    expect(() => parseSchedule(text)).toThrow(new ScheduleError(reason));
  });

  it.each([
    'europe/berlin',
    'Europe/berlin',
    'EUROPE/BERLIN',
    'utc',
    'PST',
    'IST',
    'SystemV/EST5',
    'US/Pacific-New',
    '+01:00',
    '../UTC',
    'Europe/',
    '/Europe/Berlin',
  ])('refuses the zone %s, which a server does not know', (timeZone) => {
    expect(() => parseSchedule(`CRON_TZ=${timeZone} 0 9 * * 1`)).toThrow(ScheduleError);
  });

  it('shares the offsets of a zone between schedules that are read with the same time zones', () => {
    const zones = new TimeZones();
    const text = 'CRON_TZ=Europe/Berlin 0 9 * * 1';
    expect(parseSchedule(text, zones).offsets).toBe(parseSchedule(text, zones).offsets);
    expect(parseSchedule(text).offsets).not.toBe(parseSchedule(text).offsets);
  });
});

describe('weeklyScheduleAt', () => {
  it('names the minute, hour and weekday of an instant in UTC', () => {
    expect(weeklyScheduleAt(Date.UTC(2026, 10, 23, 9, 31))).toBe('CRON_TZ=UTC 31 9 * * 1');
    expect(weeklyScheduleAt(Date.UTC(2026, 10, 29, 0, 0))).toBe('CRON_TZ=UTC 0 0 * * 0');
  });

  it('occurs at that instant, and next a week later', () => {
    const minutes = fc.integer({ min: -1e8, max: 1e8 }).map((minute) => minute * 60_000);
    fc.assert(
      fc.property(minutes, (atMs) => {
        const schedule = parseSchedule(weeklyScheduleAt(atMs));
        expect(nextOccurrenceMs(schedule, atMs - 1)).toBe(atMs);
        expect(nextOccurrenceMs(schedule, atMs)).toBe(atMs + 7 * 86_400_000);
      }),
    );
  });

  it.each([Date.UTC(2026, 10, 23, 9, 31) + 1, Date.UTC(2026, 10, 23, 9, 31, 30), Number.NaN, Infinity])(
    'refuses %d, which is not a whole minute',
    (atMs) => {
      expect(() => weeklyScheduleAt(atMs)).toThrow(RangeError);
    },
  );
});
