/** A schedule in the two forms that the tests need: as a client says it, and as whole minutes to look through. */
export interface SimpleSchedule {
  readonly text: string;
  /** `null`: each. */
  readonly minutes: readonly number[] | null;
  readonly hours: readonly number[] | null;
  readonly weekdays: readonly number[] | null;
}

const MINUTE_MS = 60_000;
const WEEK_MINUTES = 7 * 24 * 60;

export const SCHEDULES: readonly SimpleSchedule[] = [
  { text: '* * * * *', minutes: null, hours: null, weekdays: null },
  { text: 'CRON_TZ=UTC */5 * * * *', minutes: multiplesOf(5), hours: null, weekdays: null },
  { text: '0,5-59/5 * * * *', minutes: multiplesOf(5), hours: null, weekdays: null },
  { text: 'CRON_TZ=UTC 3 8,9 * * MON-FRI', minutes: [3], hours: [8, 9], weekdays: [1, 2, 3, 4, 5] },
  { text: 'CRON_TZ=UTC 3 8-9 * * 1-5', minutes: [3], hours: [8, 9], weekdays: [1, 2, 3, 4, 5] },
  { text: '30 7 * * sun', minutes: [30], hours: [7], weekdays: [0] },
];

export const BAD_SCHEDULES: readonly string[] = [
  '60 * * * *',
  '* * * *',
  '* * 1 * *',
  '* * * 1 *',
  '* * * * 7',
  '@daily',
  'CRON_TZ=Mars/Base 1 * * * *',
  'CRON_TZ=Local 1 * * * *',
  'TZ=UTC 1 * * * *',
  '0 * * * * *',
  'noon',
];

/** The first minute after an instant that a schedule names, found by looking at one after the other. */
export function nextAfter(schedule: SimpleSchedule, atMs: number): number {
  const first = Math.floor(atMs / MINUTE_MS) + 1;
  for (let minute = first; minute <= first + WEEK_MINUTES; minute++) {
    const time = new Date(minute * MINUTE_MS);
    const fits =
      (schedule.minutes?.includes(time.getUTCMinutes()) ?? true) &&
      (schedule.hours?.includes(time.getUTCHours()) ?? true) &&
      (schedule.weekdays?.includes(time.getUTCDay()) ?? true);
    if (fits) return time.getTime();
  }
  throw new Error(`${schedule.text} names no minute`);
}

function multiplesOf(step: number): number[] {
  return Array.from({ length: 60 / step }, (_, i) => i * step);
}
