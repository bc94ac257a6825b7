import { parseSchedule, type Schedule, ScheduleError, type TimeZones } from '../../time/index.js';
import { invalidField } from '../http/refusal.js';

const MINUTE_MS = 60_000;
const MAX_TTL_MS = 30 * 24 * 60 * MINUTE_MS;

/**
 * An autostart schedule; `null` for none.
 * @throws Refusal with 400 if it is malformed.
 */
export function scheduleFrom(text: string, timeZones: TimeZones): Schedule | null {
  if (text === '') return null;
  try {
    return parseSchedule(text, timeZones);
  } catch (error) {
    if (!(error instanceof ScheduleError)) throw error;
    throw invalidField('schedule', error.message, 'The autostart schedule is not valid.');
  }
}

/**
 * A time to live, cut to whole minutes; `null` for none.
 * @throws Refusal with 400 if it is out of range.
 */
export function ttlMsFrom(ttlMs: number | null | undefined): number | null {
  if (ttlMs === null || ttlMs === undefined || ttlMs === 0) return null;
  const whole = Math.trunc(ttlMs / MINUTE_MS) * MINUTE_MS;
  if (whole < MINUTE_MS || whole > MAX_TTL_MS) {
    throw invalidField('ttl_ms', 'must be from 1 minute to 30 days', 'The time to live is not valid.');
  }
  return whole;
}
