import type { Schedule } from '../../time/index.js';
import { minuteOfDay } from '../prediction/index.js';

const MINUTES_A_DAY = 24 * 60;

/**
 * What to store for a start some minutes later, in the schedule's zone; past midnight its weekdays go with it.
 * @param schedule - With one minute a day.
 * @param laterMinutes - 0: the schedule stays as it is written.
 */
export function laterSchedule(schedule: Schedule, laterMinutes: number): string {
  const { text, timeZone, weekdays } = schedule;
  if (laterMinutes === 0) return text;
  const of = (minuteOfDay(schedule) ?? 0) + laterMinutes;
  const daysLater = Math.floor(of / MINUTES_A_DAY);
  const minute = of % MINUTES_A_DAY;
  const days = weekdays.flatMap((isOn, day) => (isOn ? (day + daysLater) % weekdays.length : []));
  const dayField = days.length === weekdays.length ? '*' : days.sort((a, b) => a - b).join(',');
  return `CRON_TZ=${timeZone} ${minute % 60} ${Math.floor(minute / 60)} * * ${dayField}`;
}
