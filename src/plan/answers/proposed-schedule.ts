import type { FieldSet, Schedule } from '../../time/index.js';

const MINUTES_A_DAY = 24 * 60;

/**
 * A schedule that occurs some minutes later on the same weekdays, in its zone.
 * @returns `null` where it has not just one minute a day, or would come to the next day.
 */
export function formatSchedule(schedule: Schedule, laterMinutes: number): string | null {
  const { hours, minutes, timeZone, weekdays } = schedule;
  const [minute, ...otherMinutes] = allowed(minutes);
  const [hour, ...otherHours] = allowed(hours);
  if (minute === undefined || hour === undefined || otherMinutes.length + otherHours.length > 0) return null;
  const of = hour * 60 + minute + laterMinutes;
  if (of >= MINUTES_A_DAY) return null;
  const days = allowed(weekdays);
  const dayField = days.length === weekdays.length ? '*' : days.join(',');
  return `CRON_TZ=${timeZone} ${of % 60} ${Math.floor(of / 60)} * * ${dayField}`;
}

function allowed(field: FieldSet): number[] {
  return field.flatMap((isAllowed, value) => (isAllowed ? [value] : []));
}
