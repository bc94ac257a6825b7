import { nextOccurrenceMs, type Schedule } from '../../time/index.js';
import type { Span } from './due-minutes.js';

/** When a schedule first occurs on a day, in milliseconds since the epoch; `null` where it does not. */
export function firstOfDayMs(schedule: Schedule, { fromMs, untilMs }: Span): number | null {
  const atMs = nextOccurrenceMs(schedule, fromMs - 1);
  return atMs !== undefined && atMs < untilMs ? atMs : null;
}
