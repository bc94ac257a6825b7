import { parseInstant } from '../../time/index.js';

const DAY_MS = 86_400_000;
const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

/** When a deployment's clock begins, as it was given. */
export type StartAt =
  | { readonly kind: 'instant'; readonly ms: number }
  /** A time of day in UTC: of today, or of such a weekday (from Sunday, 0), the next that is still to come. */
  | { readonly kind: 'time_of_day'; readonly ofDayMs: number; readonly weekday: number | 'workday' | null };

const FORM = 'must be RFC 3339, HH:MM[:SS] in UTC of today, or a weekday and a time, e.g. "monday 08:58"';
/** Years for which a past can be made, and schedules be looked ahead. */
const YEARS = { first: 2000, last: 2199 };

/**
 * Parses `2026-11-23T08:58:00Z`, `08:58`, `8:58:30`, `monday 08:58` or `weekday 08:58` (a day from Monday to Friday), in
 * any case. Times without a zone are UTC.
 * @throws Error whose message completes the sentence "--start-at …".
 */
export function parseStartAt(text: string): StartAt {
  const match = /^(?:([a-z]+)\s+)?(\d?\d):(\d\d)(?::(\d\d))?$/i.exec(text.trim());
  if (match === null) return { kind: 'instant', ms: instantMs(text) };
  const [, day, hours, minutes, seconds = '0'] = match;
  const [hour, minute, second] = [Number(hours), Number(minutes), Number(seconds)];
  if (hour > 23 || minute > 59 || second > 59) throw new Error(`${FORM}, got '${text}'`);
  return {
    kind: 'time_of_day',
    ofDayMs: ((hour * 60 + minute) * 60 + second) * 1000,
    weekday: weekdayOf(day, text),
  };
}

/** The instant that is meant at `nowMs`, in milliseconds since the epoch. */
export function startMsAt(start: StartAt, nowMs: number): number {
  if (start.kind === 'instant') return start.ms;
  const { ofDayMs, weekday } = start;
  let dayMs = Math.floor(nowMs / DAY_MS) * DAY_MS;
  if (weekday === null) return dayMs + ofDayMs;
  while (!isWeekday(new Date(dayMs).getUTCDay(), weekday) || dayMs + ofDayMs <= nowMs) dayMs += DAY_MS;
  return dayMs + ofDayMs;
}

function isWeekday(day: number, wanted: number | 'workday'): boolean {
  return wanted === 'workday' ? day >= 1 && day <= 5 : day === wanted;
}

function weekdayOf(name: string | undefined, text: string): number | 'workday' | null {
  if (name === undefined) return null;
  const lower = name.toLowerCase();
  if (lower === 'weekday') return 'workday';
  const index = DAYS.findIndex((day) => day === lower || day.slice(0, 3) === lower);
  if (index === -1) throw new Error(`${FORM}, got '${text}'`);
  return index;
}

function instantMs(text: string): number {
  let us: number;
  try {
    us = parseInstant(text.trim().toUpperCase()).us;
  } catch (error) {
    throw new Error(`${FORM}, got '${text}'`, { cause: error });
  }
  const year = new Date(us / 1000).getUTCFullYear();
  // A year beyond what dates can hold is NaN.
  if (!(year >= YEARS.first && year <= YEARS.last))
    throw new Error(`must lie in a year from ${YEARS.first} to ${YEARS.last}, got '${text}'`);
  return us / 1000;
}
