import {
  parseInstant,
  parseSchedule,
  type Schedule,
  ScheduleError,
  type TimeZones,
} from '../../time/index.js';
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

/**
 * Whether builds take a template's newest version by themselves.
 * @throws Refusal with 400 if it is neither.
 */
export function automaticUpdatesFrom(text: string): 'always' | 'never' {
  if (text === 'always' || text === 'never') return text;
  throw invalidField('automatic_updates', 'must be always or never');
}

/** How far ahead of the present a deadline must be at least, when it is moved. */
const MIN_EXTENSION_US = 29 * 60e6;
/** Behind it no instant can be written any more. */
const MAX_DEADLINE_US = Date.UTC(9999, 0, 1) * 1000;

/**
 * A new deadline of a start that began at `buildUs`, in microseconds since the epoch.
 * @throws Refusal with 400 if it is no time, too soon, or too far ahead.
 */
export function deadlineFrom(text: string, nowUs: number, buildUs: number): number {
  let us: number;
  try {
    us = parseInstant(text).us;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw invalidField('deadline', 'must be an RFC 3339 time');
  }
  if (us < buildUs) throw invalidField('deadline', 'must not be before the build began');
  if (us - nowUs < MIN_EXTENSION_US) throw invalidField('deadline', 'must be at least 29 minutes from now');
  if (us >= MAX_DEADLINE_US) throw invalidField('deadline', 'must be before the year 9999');
  return us;
}
