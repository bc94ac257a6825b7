import { readFileSync } from 'node:fs';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { nextOccurrenceMs, parseSchedule, ScheduleError, TimeZones } from '../../src/time/index.js';
import { walkToNext } from '../../src/time/schedule-walk.js';

interface CronVectors {
  readonly cases: readonly {
    readonly spec: string;
    readonly from: string;
    readonly next?: readonly string[];
    readonly invalid?: true;
  }[];
}

function readVectors(file: string): CronVectors {
  return JSON.parse(readFileSync(new URL(`../fixtures/${file}`, import.meta.url), 'utf8')) as CronVectors;
}

/** What the library takes and Coder does not. */
function isRefusedByCoderAlone(spec: string): boolean {
  return spec.startsWith('TZ=');
}

/** The next occurrences as the vectors write them. */
function occurrences(spec: string, from: string, count: number, zones: TimeZones): string[] {
  const schedule = parseSchedule(spec, zones);
  const texts: string[] = [];
  let atMs: number | undefined = Date.parse(from);
  while (texts.length < count) {
    atMs = nextOccurrenceMs(schedule, atMs);
    if (atMs === undefined) break;
    texts.push(new Date(atMs).toISOString().replace(':00.000Z', 'Z'));
  }
  return texts;
}

const utc = (text: string) => Date.parse(`${text}:00Z`);

describe.each(['cron-vectors.json', 'cron-oddities.json'])('nextOccurrenceMs and %s', (file) => {
  const { cases } = readVectors(file);
  const zones = new TimeZones();
  const accepted = cases.filter(({ spec, invalid }) => !invalid && !isRefusedByCoderAlone(spec));
  const refused = cases.filter(({ spec, invalid }) => invalid || isRefusedByCoderAlone(spec));

  it.each(accepted)('agree on $spec from $from', ({ spec, from, next = [] }) => {
    expect(occurrences(spec, from, Math.max(1, next.length), zones)).toEqual(next);
  });

  it.each(refused)('agree that $spec is no schedule', ({ spec }) => {
    expect(() => parseSchedule(spec, zones)).toThrow(ScheduleError);
  });
});

describe('nextOccurrenceMs', () => {
  const zones = new TimeZones();

  it('is strictly after the instant', () => {
    const schedule = parseSchedule('0 9 * * *');
    const nineMs = utc('2026-11-23T09:00');
    expect(nextOccurrenceMs(schedule, nineMs - 0.001)).toBe(nineMs);
    expect(nextOccurrenceMs(schedule, nineMs)).toBe(nineMs + 86_400_000);
  });

  it('passes over a local time that does not exist', () => {
    const next = occurrences('CRON_TZ=Europe/Berlin 30 2 * * *', '2026-03-28T00:00Z', 2, zones);
    expect(next).toEqual(['2026-03-28T01:30Z', '2026-03-30T00:30Z']);
  });

  it('comes twice at a local time that comes twice', () => {
    const next = occurrences('CRON_TZ=America/New_York 15 1 * * *', '2026-11-01T00:00Z', 3, zones);
    expect(next).toEqual(['2026-11-01T05:15Z', '2026-11-01T06:15Z', '2026-11-02T06:15Z']);
  });

  it('misses what the library misses on a day whose midnight does not exist', () => {
    const next = occurrences('CRON_TZ=Asia/Beirut 0 9 * * 0', '2026-03-20T00:00Z', 2, zones);
    expect(next).toEqual(['2026-03-22T07:00Z', '2026-04-05T06:00Z']);
  });

  it('misses what the library misses on a day that is half an hour short', () => {
    const next = occurrences('CRON_TZ=Australia/Lord_Howe 0 9 * * *', '2026-10-02T00:00Z', 2, zones);
    expect(next).toEqual(['2026-10-02T22:30Z', '2026-10-04T22:00Z']);
  });

  it('is undefined for a schedule that allows nothing', () => {
    expect(nextOccurrenceMs(parseSchedule(', 9 * * *'), 0)).toBeUndefined();
  });

  it.each([Number.NaN, Infinity, 1e20])('refuses %d as an instant', (afterMs) => {
    expect(() => nextOccurrenceMs(parseSchedule('0 9 * * *'), afterMs)).toThrow(RangeError);
  });

  describe('for any schedule, zone and instant of some years', () => {
    const field = (max: number) => {
      const value = fc.nat(max);
      return fc.oneof(
        value.map(String),
        fc.constant('*'),
        fc.tuple(value, value).map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`),
        fc.tuple(value, value).map(([a, b]) => `${a},${b}`),
        fc.integer({ min: 1, max }).map((step) => `*/${step}`),
      );
    };
    const zoneNames = fc.constantFrom(
      'UTC',
      'Europe/Berlin',
      'Europe/London',
      'America/New_York',
      'America/Santiago',
      'Africa/Cairo',
      'Africa/Casablanca',
      'Asia/Kolkata',
      'Asia/Beirut',
      'Australia/Lord_Howe',
      'Pacific/Chatham',
      'Antarctica/Troll',
    );
    const specs = fc
      .tuple(zoneNames, field(59), field(23), field(6))
      .map(([zone, minute, hour, weekday]) => `CRON_TZ=${zone} ${minute} ${hour} * * ${weekday}`);
    const instants = fc.integer({ min: utc('2024-01-01T00:00'), max: utc('2029-01-01T00:00') });
    const holds = (check: (spec: string, afterMs: number) => void) => {
      fc.assert(fc.property(specs, instants, check), { numRuns: 500 });
    };

    it('is later, on a whole minute, and within five years', () => {
      holds((spec, afterMs) => {
        const nextMs = nextOccurrenceMs(parseSchedule(spec, zones), afterMs)!;
        expect(nextMs).toBeGreaterThan(afterMs);
        expect(nextMs % 60_000).toBe(0);
      });
    });

    it('is found again from just before it', () => {
      holds((spec, afterMs) => {
        const schedule = parseSchedule(spec, zones);
        const nextMs = nextOccurrenceMs(schedule, afterMs)!;
        expect(nextOccurrenceMs(schedule, nextMs - 1)).toBe(nextMs);
      });
    });

    it('has an allowed minute, hour and weekday in local time', () => {
      holds((spec, afterMs) => {
        const schedule = parseSchedule(spec, zones);
        const local = new Intl.DateTimeFormat('en-US', {
          timeZone: schedule.timeZone,
          hourCycle: 'h23',
          weekday: 'short',
          hour: 'numeric',
          minute: 'numeric',
        });
        const parts = local.formatToParts(nextOccurrenceMs(schedule, afterMs));
        const part = (type: string) => parts.find((candidate) => candidate.type === type)?.value ?? '';
        const weekday = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'].indexOf(part('weekday'));
        expect(schedule.minutes[Number(part('minute'))]).toBe(true);
        expect(schedule.hours[Number(part('hour'))]).toBe(true);
        expect(schedule.weekdays[weekday]).toBe(true);
      });
    });

    it("is what the library's own search finds, also where it was found by arithmetic", () => {
      holds((spec, afterMs) => {
        const schedule = parseSchedule(spec, zones);
        expect(nextOccurrenceMs(schedule, afterMs)).toBe(walkToNext(schedule, afterMs));
      });
    });
  });
});

describe('walkToNext', () => {
  it('gives up after five years', () => {
    const never = { ...parseSchedule('0 9 * * *'), hours: new Array<boolean>(24).fill(false) };
    expect(walkToNext(never, utc('2026-01-01T00:00'))).toBeUndefined();
  });
});
