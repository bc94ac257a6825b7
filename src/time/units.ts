export const SECOND_MS = 1000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** 1 January 1970 was a Thursday. */
const EPOCH_WEEKDAY = 4;

/** The weekday, from Sunday (0), of a day counted from 1 January 1970. */
export function weekdayOf(day: number): number {
  return modulo(day + EPOCH_WEEKDAY, 7);
}

/** The remainder of a division, from 0 to just below `divisor` also for negative numbers. */
export function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}
