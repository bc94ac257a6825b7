import type { Schedule } from './schedule.js';
import { WALK_MARGIN_MS, walkToNext } from './schedule-walk.js';
import { MINUTE_MS, weekdayOf } from './units.js';

const HOUR_MINUTES = 60;
const DAY_MINUTES = 24 * HOUR_MINUTES;

/**
 * When a schedule occurs next, as the server's library (robfig/cron 3.0.1) computes it: strictly after `afterMs`, on a
 * whole minute. When the zone changes its offset, a local time that does not exist is passed over, and one that
 * comes twice occurs twice. In zones that change at midnight or by half an hour the library also misses times that do
 * exist on that day; this misses the same ones.
 *
 * @param afterMs - Milliseconds since the epoch.
 * @returns Milliseconds since the epoch; `undefined` when there is no occurrence within five years.
 * @throws RangeError if `afterMs` is not a time that a `Date` can hold.
 */
export function nextOccurrenceMs(schedule: Schedule, afterMs: number): number | undefined {
  if (Number.isNaN(new Date(afterMs).getTime())) throw new RangeError(`not a time: ${afterMs} ms`);
  const { minutes, hours, weekdays, offsets } = schedule;
  if (![minutes, hours, weekdays].every((allowed) => allowed.includes(true))) return undefined;
  const offsetMs = offsets.offsetAt(afterMs);
  const nextMs = nextLocalMs(schedule, afterMs + offsetMs) - offsetMs;
  const isOffsetSteady =
    offsets.constantOffset(afterMs - WALK_MARGIN_MS, nextMs + WALK_MARGIN_MS) !== undefined;
  return isOffsetSteady ? nextMs : walkToNext(schedule, afterMs);
}

/** The next occurrence in the local time of a zone that keeps its offset: plain arithmetic, and the usual case. */
function nextLocalMs(schedule: Schedule, afterLocalMs: number): number {
  const start = Math.floor(afterLocalMs / MINUTE_MS) + 1;
  let day = Math.floor(start / DAY_MINUTES);
  let earliest = start - day * DAY_MINUTES;
  for (;;) {
    const minuteOfDay = schedule.weekdays[weekdayOf(day)] ? nextOfDay(schedule, earliest) : undefined;
    if (minuteOfDay !== undefined) return (day * DAY_MINUTES + minuteOfDay) * MINUTE_MS;
    day += 1;
    earliest = 0;
  }
}

/** The first allowed minute of a day that is not before `earliest`, both counted from midnight. */
function nextOfDay({ hours, minutes }: Schedule, earliest: number): number | undefined {
  const firstHour = Math.floor(earliest / HOUR_MINUTES);
  if (hours[firstHour]) {
    const minute = minutes.indexOf(true, earliest - firstHour * HOUR_MINUTES);
    if (minute !== -1) return firstHour * HOUR_MINUTES + minute;
  }
  const hour = hours.indexOf(true, firstHour + 1);
  return hour === -1 ? undefined : hour * HOUR_MINUTES + minutes.indexOf(true);
}
