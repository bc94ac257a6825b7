import type { UniformDraw } from '../../stats/index.js';

/** A choice among things of different likelihood. */
export type Weighted<T> = readonly (readonly [T, number])[];

/** Where people work; the weights are a world-wide company's. */
export const TIME_ZONES: Weighted<string> = [
  ['America/New_York', 16],
  ['America/Los_Angeles', 14],
  ['America/Chicago', 7],
  ['America/Sao_Paulo', 4],
  ['Europe/London', 10],
  ['Europe/Berlin', 12],
  ['Europe/Paris', 6],
  ['Europe/Warsaw', 5],
  ['Africa/Johannesburg', 2],
  ['Asia/Dubai', 1],
  ['Asia/Kolkata', 12],
  ['Asia/Kathmandu', 1],
  ['Asia/Singapore', 3],
  ['Asia/Tokyo', 4],
  ['Australia/Sydney', 2],
  ['UTC', 1],
];

/** Minute and hour of autostart schedules: what people choose is round, and mostly nine. */
const TIMES: Weighted<string> = [
  ['0 9', 38],
  ['30 8', 17],
  ['0 8', 15],
  ['30 9', 9],
  ['45 8', 6],
  ['0 7', 5],
  ['0 10', 4],
  ['15 9', 3],
  ['55 8', 2],
  ['0 14', 1],
];

const WEEKDAYS: Weighted<string> = [
  ['1-5', 76],
  ['MON-FRI', 10],
  ['1-4', 4],
  ['MON,WED,FRI', 4],
  ['*', 4],
  ['0-4', 1],
  ['6', 1],
];

const HOUR_MS = 3_600_000;

const TTLS_MS: Weighted<number | null> = [
  [8 * HOUR_MS, 40],
  [10 * HOUR_MS, 20],
  [12 * HOUR_MS, 12],
  [24 * HOUR_MS, 5],
  [2 * HOUR_MS, 3],
  [null, 20],
];

/** One of the choices. */
export function pick<T>(choices: Weighted<T>, draw: UniformDraw): T {
  const total = choices.reduce((sum, [, weight]) => sum + weight, 0);
  let left = draw() * total;
  for (const [value, weight] of choices) {
    left -= weight;
    if (left < 0) return value;
  }
  const last = choices.at(-1);
  if (last === undefined) throw new RangeError('there is nothing to choose from');
  return last[0];
}

/** The text of somebody's autostart schedule. */
export function scheduleText(zone: string, draw: UniformDraw): string {
  const expression = `${pick(TIMES, draw)} * * ${pick(WEEKDAYS, draw)}`;
  // The server takes a schedule without a zone for one in UTC.
  return zone === 'UTC' ? expression : `CRON_TZ=${zone} ${expression}`;
}

/** Somebody's time to live, in milliseconds; `null`: none. */
export function ttlMs(draw: UniformDraw): number | null {
  return pick(TTLS_MS, draw);
}
