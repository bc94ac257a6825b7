import type { FieldSet, Schedule } from '../../time/index.js';
import type { DueGroup, StartWindow } from './plan-inputs.js';

const MINUTES_A_DAY = 24 * 60;

/** Whom a window does not spread as far as it reaches. */
export interface HeldBack {
  /** Workspaces whose schedules have several minutes a day: nothing says which of them to move. */
  readonly unmoved: number;
  /** Workspaces spread over the minutes before midnight only: their templates start nobody on a day after. */
  readonly untilMidnight: number;
}

/**
 * The minutes over which a group is spread: none for a schedule with several minutes a day, and for one that would
 * come to a day on which the server does not start the group, those before midnight. A schedule is stored for all its
 * weeks, so that its last weekday holds it back on the others too.
 */
export function spreadWindow({ allowedDays, schedule, window }: DueGroup): StartWindow {
  return { ...window, minutes: Math.min(window.minutes, movableMinutes(schedule, allowedDays)) };
}

/** Whom the windows of these groups do not spread as far as they reach. */
export function heldBack(groups: readonly DueGroup[]): HeldBack {
  let unmoved = 0;
  let untilMidnight = 0;
  for (const group of groups) {
    if (minuteOfDay(group.schedule) === null) unmoved += group.count;
    else if (spreadWindow(group).minutes < group.window.minutes) untilMidnight += group.count;
  }
  return { unmoved, untilMidnight };
}

/** The minute of the day of a schedule; `null`: it has several. */
export function minuteOfDay({ hours, minutes }: Schedule): number | null {
  const [hour = 0, ...otherHours] = allowedOf(hours);
  const [minute = 0, ...otherMinutes] = allowedOf(minutes);
  return otherHours.length + otherMinutes.length === 0 ? hour * 60 + minute : null;
}

/** How many minutes of a window, its own the first, a group may have. No window is longer than a day. */
function movableMinutes(schedule: Schedule, allowedDays: readonly boolean[] | null): number {
  const minute = minuteOfDay(schedule);
  if (minute === null) return 1;
  const { weekdays } = schedule;
  const isNextAllowed = weekdays.every((on, day) => !on || allowedDays?.[(day + 1) % 7] !== false);
  return isNextAllowed ? Number.POSITIVE_INFINITY : MINUTES_A_DAY - minute;
}

function allowedOf(field: FieldSet): number[] {
  return field.flatMap((isAllowed, value) => (isAllowed ? [value] : []));
}
