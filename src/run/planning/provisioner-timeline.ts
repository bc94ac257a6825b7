import type { ProvisionerTimeline } from '../../plan/index.js';
import { formatDurationMs, nextOccurrenceMs } from '../../time/index.js';
import { dailyAt, spanOf } from './due-groups.js';
import type { ProvisionerStep, ProvisionersSetting, WhoIsDue } from './plan-request.js';

const DAY_MS = 86_400_000;

/**
 * Provisioners over all days of a plan: the steps happen on each of them.
 * @param firstDueMs - First minute of each day at which anybody is due; Infinity where nobody is.
 */
export function provisionerTimeline(
  { initial, steps }: ProvisionersSetting,
  who: WhoIsDue,
  firstDueMs: readonly number[],
): ProvisionerTimeline {
  const { fromMs } = spanOf(who);
  const all = firstDueMs.flatMap((dueMs, day) =>
    steps.flatMap(({ at, count }) => {
      const atMs =
        at.kind === 'after_due' ? dueMs + at.ms : timeOfDayMs(at.minutes, who, fromMs + day * DAY_MS);
      return Number.isFinite(atMs) ? [{ atUs: Math.round(atMs * 1000), count }] : [];
    }),
  );
  return { initial, steps: all.sort((a, b) => a.atUs - b.atUs) };
}

function timeOfDayMs(minutes: number, { timeZone }: WhoIsDue, fromMs: number): number {
  return nextOccurrenceMs(dailyAt(minutes, timeZone), fromMs - 1) ?? Number.POSITIVE_INFINITY;
}

/** `20, 60 from 08:50, 20 from 09:30`. */
export function provisionersText({ initial, steps }: ProvisionersSetting): string {
  return [String(initial), ...steps.map(({ at, count }) => `${count} ${sinceText(at)}`)].join(', ');
}

function sinceText(at: ProvisionerStep['at']): string {
  if (at.kind === 'after_due') return `from ${formatDurationMs(at.ms)} after the first due minute`;
  return `from ${timeOfDayText(at.minutes)}`;
}

/** `09:05`. */
export function timeOfDayText(minutes: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
