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
  const offsets = timeZones.find(timeZone);
  if (offsets === undefined) {
    throw new ConfigError([
      `unknown time zone ${JSON.stringify(timeZone)}: use an IANA name, e.g. Europe/Berlin`,
    ]);
  }
  const midnightMs = dateMs(date);
  if (midnightMs === null)
    throw new ConfigError([`must be a date like 2026-11-23, not ${JSON.stringify(date)}`]);
  const utcOf = (localMs: number): number => {
    const guessMs = localMs - offsets.offsetAt(localMs);
    return localMs - offsets.offsetAt(guessMs);
  };
  return { fromMs: utcOf(midnightMs), untilMs: utcOf(midnightMs + DAY_MS) };
}

function dateMs(text: string): number | null {
  const match = DATE.exec(text);
  if (match === null) return null;
  const [year, month, day] = match.slice(1).map(Number) as [number, number, number];
  const ms = Date.UTC(year, month - 1, day);
  const date = new Date(ms);
  return year >= 1970 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? ms : null;
}
