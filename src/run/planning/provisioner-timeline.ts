import { firstOfDayMs, type ProvisionerTimeline, type Span } from '../../plan/index.js';
import { formatDurationMs } from '../../time/index.js';
import { dailyAt, planDays } from './due-groups.js';
import {
  ASKED,
  type Asked,
  type ProvisionerStep,
  type ProvisionersSetting,
  type WhoIsDue,
} from './plan-request.js';

/**
 * Provisioners over all days of a plan: each begins with the initial number, and the steps happen on each of them.
 * @param firstDueMs - First minute of each day at which anybody is due; Infinity where nobody is.
 */
export function provisionerTimeline(
  setting: ProvisionersSetting,
  who: WhoIsDue,
  firstDueMs: readonly number[],
): ProvisionerTimeline {
  const { initial, steps } = setting;
  const all = planDays(who).flatMap((day, i) => [
    ...(i === 0 || steps.length === 0 ? [] : [{ atUs: day.fromMs * 1000, count: initial }]),
    ...stepsOf(setting, who, day, firstDueMs[i] ?? Number.POSITIVE_INFINITY),
  ]);
  // What comes some time after a minute before midnight belongs to the day before.
  return { initial, steps: all.sort((a, b) => a.atUs - b.atUs) };
}

/** The steps of one day, by their times. */
function stepsOf(
  { steps }: ProvisionersSetting,
  who: WhoIsDue,
  day: Span,
  firstDueMs: number,
): ProvisionerTimeline['steps'] {
  return steps
    .flatMap(({ at, count }) => {
      const atMs = at.kind === 'after_due' ? firstDueMs + at.ms : timeOfDayMs(at.minutes, who, day);
      return Number.isFinite(atMs) ? [{ atUs: Math.round(atMs * 1000), count }] : [];
    })
    .sort((a, b) => a.atUs - b.atUs);
}

/** The setting with a number in the place of the one that is asked for. */
export function withAsked(
  { initial, steps }: ProvisionersSetting<number | Asked>,
  count: number,
): ProvisionersSetting {
  const known = (of: number | Asked) => (of === ASKED ? count : of);
  return { initial: known(initial), steps: steps.map((step) => ({ ...step, count: known(step.count) })) };
}

/** Whether a setting has the number that is asked for in it. */
export function isAsked({ initial, steps }: ProvisionersSetting<number | Asked>): boolean {
  return initial === ASKED || steps.some(({ count }) => count === ASKED);
}

/**
 * For how long of a morning those are there whose number is asked for, in hours, on the first day on which anybody is
 * due; `null` where they stay until its end, so that a day does not say what they cost, or none of the untagged is asked
 * for.
 */
export function askedHours(
  setting: ProvisionersSetting<number | Asked>,
  who: WhoIsDue,
  firstDueMs: readonly number[],
): number | null {
  if (!isAsked(setting) || setting.initial === ASKED) return null;
  const index = firstDueMs.findIndex(Number.isFinite);
  const day = planDays(who)[index];
  if (day === undefined) return null;
  const [some, none] = [1, 0].map((count) =>
    stepsOf(withAsked(setting, count), who, day, firstDueMs[index] ?? 0),
  );
  let hours = 0;
  for (const [i, { atUs, count }] of (some ?? []).entries()) {
    if (count === none?.[i]?.count) continue;
    const next = some?.[i + 1];
    if (next === undefined) return null;
    hours += (next.atUs - atUs) / 3.6e9;
  }
  return hours;
}

/** A time that the clocks leave out is as long after midnight as it says. */
function timeOfDayMs(minutes: number, { timeZone }: WhoIsDue, day: Span): number {
  return firstOfDayMs(dailyAt(minutes, timeZone), day) ?? day.fromMs + minutes * 60_000;
}

/** `20, 60 from 08:50, 20 from 09:30`. */
export function provisionersText({ initial, steps }: ProvisionersSetting<number | Asked>): string {
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
