import { type CronField, type FieldSet, parseCronField } from './cron-field.js';
import { TimeZones } from './time-zones.js';
import { MINUTE_MS } from './units.js';
import type { ZoneOffsets } from './zone-offsets.js';

/** A workspace's autostart schedule, read. */
export interface Schedule {
  /** As given; servers store and return it like this. */
  readonly text: string;
  /** IANA name of the zone in which it is to be understood. */
  readonly timeZone: string;
  /** The minutes of an hour, hours of a day and weekdays (from Sunday, 0) on which it occurs. */
  readonly minutes: FieldSet;
  readonly hours: FieldSet;
  readonly weekdays: FieldSet;
  /** Offsets of the zone. */
  readonly offsets: ZoneOffsets;
}

/** A schedule that a Coder server refuses. The message is the reason. */
export class ScheduleError extends Error {
  override readonly name = 'ScheduleError';
}

const WEEKDAY_NAMES = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

const MINUTE: CronField = { label: 'minute', min: 0, max: 59, names: [] };
const HOUR: CronField = { label: 'hour', min: 0, max: 23, names: [] };
const WEEKDAY: CronField = { label: 'day of week', min: 0, max: 6, names: WEEKDAY_NAMES };

const ZONE_PREFIX = 'CRON_TZ=';

/**
 * Reads an autostart schedule: an optional `CRON_TZ=<zone>` (UTC without it), then minute, hour, day of month, month
 * and day of week, of which day of month and month must be `*`. No seconds, no `@daily`, no `TZ=`, and no zone
 * `Local`: Coder API contract, schedule grammar.
 *
 * @param timeZones - Hand in the same one for all schedules of a deployment: a time zone costs 0.1 ms and some
 *   memory, and the offsets found for one schedule serve the others.
 * @throws ScheduleError
 */
export function parseSchedule(text: string, timeZones = new TimeZones()): Schedule {
  const { timeZone, expression } = splitZone(text);
  const offsets = timeZones.find(timeZone);
  if (offsets === undefined) {
    throw new ScheduleError(
      `unknown time zone ${JSON.stringify(timeZone)}: use an IANA name, e.g. Europe/Berlin`,
    );
  }
  const fields = expression.split(/\s+/).filter((field) => field !== '');
  const [minute, hour, dayOfMonth, month, weekday] = fields;
  if (fields.length !== 5 || minute === undefined || hour === undefined || weekday === undefined) {
    throw new ScheduleError(
      `needs 5 fields (minute, hour, day of month, month, day of week), not ${fields.length}`,
    );
  }
  if (dayOfMonth !== '*')
    throw new ScheduleError(`day of month: must be *, not ${JSON.stringify(dayOfMonth)}`);
  if (month !== '*') throw new ScheduleError(`month: must be *, not ${JSON.stringify(month)}`);
  try {
    return {
      text,
      timeZone,
      minutes: parseCronField(minute, MINUTE),
      hours: parseCronField(hour, HOUR),
      weekdays: parseCronField(weekday, WEEKDAY),
      offsets,
    };
  } catch (error) {
    if (error instanceof RangeError) throw new ScheduleError(error.message, { cause: error });
    throw error;
  }
}

function splitZone(text: string): { timeZone: string; expression: string } {
  if (text.startsWith('TZ=')) throw new ScheduleError('TZ= is not understood: write CRON_TZ=<zone>');
  if (text.startsWith('@'))
    throw new ScheduleError(`${JSON.stringify(text)} is not understood: write 5 fields`);
  if (!text.startsWith(ZONE_PREFIX)) return { timeZone: 'UTC', expression: text };
  const end = text.indexOf(' ');
  if (end === -1) throw new ScheduleError('there must be a space and 5 fields after CRON_TZ=<zone>');
  const timeZone = text.slice(ZONE_PREFIX.length, end);
  if (timeZone === 'Local') throw new ScheduleError('the time zone must not be Local: name it, e.g. UTC');
  return { timeZone: timeZone === '' ? 'UTC' : timeZone, expression: text.slice(end) };
}

/**
 * The schedule that occurs at an instant and then every week: `CRON_TZ=UTC 31 9 * * 1`.
 *
 * @param atMs - A whole minute of UTC, in milliseconds since the epoch.
 * @throws RangeError if it is not.
 */
export function weeklyScheduleAt(atMs: number): string {
  if (!Number.isInteger(atMs / MINUTE_MS)) throw new RangeError(`not a whole minute: ${atMs} ms`);
  const at = new Date(atMs);
  return `CRON_TZ=UTC ${at.getUTCMinutes()} ${at.getUTCHours()} * * ${at.getUTCDay()}`;
}
