import type { FieldSet, Schedule } from '../../time/index.js';

const MINUTES_A_DAY = 24 * 60;

/** Whether a schedule has one minute a day, so that it can be moved. */
export function hasOneMinute({ hours, minutes }: Schedule): boolean {
  return allowed(minutes).length === 1 && allowed(hours).length === 1;
}

/**
 * What to store for a start some minutes later, in the schedule's zone; past midnight its weekdays go with it.
 * @param schedule - With one minute a day.
 * @param laterMinutes - 0: the schedule stays as it is written.
 */
export function laterSchedule(schedule: Schedule, laterMinutes: number): string {
  const { hours, minutes, text, timeZone, weekdays } = schedule;
  if (laterMinutes === 0) return text;
  const of = (allowed(hours)[0] ?? 0) * 60 + (allowed(minutes)[0] ?? 0) + laterMinutes;
  const daysLater = Math.floor(of / MINUTES_A_DAY);
  const minuteOfDay = of % MINUTES_A_DAY;
  const days = allowed(weekdays).map((day) => (day + daysLater) % weekdays.length);
  const dayField = days.length === weekdays.length ? '*' : days.sort((a, b) => a - b).join(',');
  return `CRON_TZ=${timeZone} ${minuteOfDay % 60} ${Math.floor(minuteOfDay / 60)} * * ${dayField}`;
}

function allowed(field: FieldSet): number[] {
  return field.flatMap((isAllowed, value) => (isAllowed ? [value] : []));
}
