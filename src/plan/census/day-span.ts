import { ConfigError } from '../../storm/index.js';
import { TimeZones } from '../../time/index.js';
import type { Span } from './due-minutes.js';

const DATE = /^(\d{4})-(\d\d)-(\d\d)$/;
const DAY_MS = 86_400_000;

/**
 * A calendar day of a time zone: 23 or 25 hours long where its clocks change.
 * @param date - `2026-11-23`.
 * @param timeZone - IANA name, e.g. `Europe/Berlin`.
 * @throws ConfigError for a date that does not exist, or an unknown zone.
 */
export function daySpan(date: string, timeZone: string, timeZones = new TimeZones()): Span {
  const [day] = daySpans(date, 1, timeZone, timeZones);
  return day as Span;
}

/**
 * Calendar days of a time zone in a row, each as long as its clocks say.
 * @param date - The first, e.g. `2026-11-23`.
 * @throws ConfigError as `daySpan` does.
 */
export function daySpans(
  date: string,
  days: number,
  timeZone: string,
  timeZones = new TimeZones(),
): readonly Span[] {
  const offsets = timeZones.find(timeZone);
  if (offsets === undefined) {
    throw new ConfigError([
      `unknown time zone ${JSON.stringify(timeZone)}: use an IANA name, e.g. Europe/Berlin`,
    ]);
  }
  const firstMs = dateMs(date);
  if (firstMs === null)
    throw new ConfigError([`must be a date like 2026-11-23, not ${JSON.stringify(date)}`]);
  const midnightMs = (day: number): number => {
    const localMs = firstMs + day * DAY_MS;
    const guessMs = localMs - offsets.offsetAt(localMs);
    return localMs - offsets.offsetAt(guessMs);
  };
  return Array.from({ length: days }, (_, day) => ({
    fromMs: midnightMs(day),
    untilMs: midnightMs(day + 1),
  }));
}

function dateMs(text: string): number | null {
  const match = DATE.exec(text);
  if (match === null) return null;
  const [year, month, day] = match.slice(1).map(Number) as [number, number, number];
  const ms = Date.UTC(year, month - 1, day);
  const date = new Date(ms);
  return year >= 1970 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? ms : null;
}
