import { DAY_MS } from './units.js';

/**
 * An instant as the server gave it. Exact to the microsecond between the years 1685 and 2255; farther away (Go's zero
 * time is one) the number is rounded to a multiple of at most 32.
 */
export interface Instant {
  /** Whole microseconds since the epoch; negative before 1970. */
  readonly us: number;
  /** The server's own text. */
  readonly text: string;
}

const RFC_3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:[Zz]|([+-])(\d\d):(\d\d))$/;

/** The calendar repeats after this many years and milliseconds. */
const CYCLE_YEARS = 400;
const CYCLE_MS = 146_097 * DAY_MS;

/**
 * Reads an RFC 3339 timestamp with any fraction, cut to microseconds, and any offset. A leap second is refused, as Go
 * does.
 *
 * @throws RangeError if the text is anything else.
 */
export function parseInstant(text: string): Instant {
  const match = RFC_3339.exec(text);
  if (match === null) throw notAnInstant(text);
  const [, years, months, days, hours, minutes, seconds, fraction = '', sign, offsetHours, offsetMinutes] =
    match;
  const [year, month, day] = [Number(years), Number(months), Number(days)];
  const [hour, minute, second] = [Number(hours), Number(minutes), Number(seconds)];
  // A cycle later, because Date.UTC takes the years 0 to 99 for 1900 to 1999.
  const midnight = new Date(Date.UTC(year + CYCLE_YEARS, month - 1, day));
  const isDate = midnight.getUTCMonth() === month - 1 && midnight.getUTCDate() === day;
  if (!isDate || hour > 23 || minute > 59 || second > 59) throw notAnInstant(text);
  let shiftMinutes = 0;
  if (sign !== undefined) {
    if (Number(offsetHours) > 23 || Number(offsetMinutes) > 59) throw notAnInstant(text);
    shiftMinutes = (Number(offsetHours) * 60 + Number(offsetMinutes)) * (sign === '-' ? -1 : 1);
  }
  const atSeconds =
    (midnight.getTime() - CYCLE_MS) / 1000 + (hour * 60 + minute - shiftMinutes) * 60 + second;
  return { us: atSeconds * 1e6 + Number(fraction.slice(0, 6).padEnd(6, '0')), text };
}

/**
 * The instant as Go writes it in JSON (RFC3339Nano) in UTC, e.g. `2026-11-23T22:10:50.994332Z`: trailing zeros of the
 * fraction are cut.
 *
 * @param us - Whole microseconds since the epoch.
 * @throws RangeError if `us` is not whole, or lies outside the years 0 to 9999.
 */
export function formatInstantUs(us: number): string {
  if (!Number.isInteger(us)) throw new RangeError(`not whole microseconds: ${us}`);
  const fractionUs = ((us % 1e6) + 1e6) % 1e6;
  const wholeMs = (us - fractionUs) / 1000;
  if (!(wholeMs >= FIRST_MS && wholeMs <= LAST_MS)) {
    throw new RangeError(`outside the years 0 to 9999: ${us} microseconds since 1970`);
  }
  const seconds = new Date(wholeMs).toISOString().slice(0, 'yyyy-mm-ddThh:mm:ss'.length);
  if (fractionUs === 0) return `${seconds}Z`;
  return `${seconds}.${String(fractionUs).padStart(6, '0').replace(/0+$/, '')}Z`;
}

const FIRST_MS = Date.UTC(CYCLE_YEARS, 0, 1) - CYCLE_MS;
const LAST_MS = Date.UTC(10_000, 0, 1) - 1000;

/**
 * The instant with the text that {@link formatInstantUs} gives it.
 *
 * @throws RangeError as there.
 */
export function instantFromUs(us: number): Instant {
  return { us, text: formatInstantUs(us) };
}

function notAnInstant(text: string): RangeError {
  return new RangeError(
    `not an RFC 3339 timestamp (e.g. 2026-11-23T22:10:50.994332Z): ${JSON.stringify(text)}`,
  );
}
