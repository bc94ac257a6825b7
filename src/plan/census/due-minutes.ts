import { nextOccurrenceMs, type Schedule } from '../../time/index.js';
import { type ScheduledWorkspace, SKIP_REASONS, type SkipReason } from './scheduled-workspace.js';

/** Workspaces of one template that are due in the same minute. */
export interface DueMinute {
  /** A whole minute, in milliseconds since the epoch. */
  readonly atMs: number;
  readonly template: string | null;
  readonly count: number;
}

/** Who is due when, of a census, in a span of time. */
export interface DueMinutes {
  /** By time, then by name of the template. */
  readonly minutes: readonly DueMinute[];
  /** All of the census. */
  readonly workspaces: number;
  readonly due: number;
  readonly withoutSchedule: number;
  /** Those whose schedule does not occur in the span, or only on days that their template forbids. */
  readonly notInSpan: number;
  /** Those with a schedule that starts nothing. */
  readonly skipped: Readonly<Record<SkipReason, number>>;
  /** Of those due, those whose schedule occurs again in the span: it starts nothing unless they are stopped before. */
  readonly dueAgain: number;
}

/** From when, inclusive, to when, exclusive; milliseconds since the epoch. */
export interface Span {
  readonly fromMs: number;
  readonly untilMs: number;
}

const DAY_MS = 86_400_000;
/** 1 January 1970 was a Thursday. */
const EPOCH_WEEKDAY = 4;

/**
 * Counts who is due in each minute of a span: each workspace once, when its schedule first occurs in it, by the rules of
 * the server's own library where a zone changes its offset.
 */
export function dueMinutes(census: Iterable<ScheduledWorkspace>, span: Span): DueMinutes {
  const minutes = new Map<string, { atMs: number; template: string | null; count: number }>();
  const skipped = Object.fromEntries(SKIP_REASONS.map((reason) => [reason, 0])) as Record<SkipReason, number>;
  const starts = new Starts(span);
  let [workspaces, due, withoutSchedule, notInSpan, dueAgain] = [0, 0, 0, 0, 0];
  for (const { allowedDays, schedule, skipped: reason, template } of census) {
    workspaces += 1;
    if (schedule === null) {
      withoutSchedule += 1;
      continue;
    }
    if (reason !== null) {
      skipped[reason] += 1;
      continue;
    }
    const { atMs, again } = starts.of(schedule, allowedDays);
    if (atMs === null) {
      notInSpan += 1;
      continue;
    }
    due += 1;
    if (again) dueAgain += 1;
    const key = `${atMs} ${template ?? ''}`;
    const minute = minutes.get(key);
    if (minute === undefined) minutes.set(key, { atMs, template, count: 1 });
    else minute.count += 1;
  }
  const byTime = [...minutes.values()].sort(
    (a, b) => a.atMs - b.atMs || ((a.template ?? '') < (b.template ?? '') ? -1 : 1),
  );
  return { minutes: byTime, workspaces, due, withoutSchedule, notInSpan, skipped, dueAgain };
}

/** When a schedule starts something in the span, and whether it occurs once more. */
interface FirstStart {
  readonly atMs: number | null;
  readonly again: boolean;
}

/** Many workspaces have the same schedule: each is looked up once. */
class Starts {
  readonly #span: Span;
  readonly #known = new Map<string, FirstStart>();

  constructor(span: Span) {
    this.#span = span;
  }

  of(schedule: Schedule, allowedDays: readonly boolean[] | null): FirstStart {
    const key = `${allowedDays?.map(Number).join('') ?? ''} ${schedule.text}`;
    let start = this.#known.get(key);
    if (start === undefined) {
      const atMs = this.#after(schedule, allowedDays, this.#span.fromMs - 1);
      start = { atMs, again: atMs !== null && this.#after(schedule, allowedDays, atMs) !== null };
      this.#known.set(key, start);
    }
    return start;
  }

  #after(schedule: Schedule, allowedDays: readonly boolean[] | null, afterMs: number): number | null {
    let atMs = nextOccurrenceMs(schedule, afterMs);
    while (atMs !== undefined && atMs < this.#span.untilMs) {
      if (allowedDays === null || allowedDays[weekdayOf(schedule, atMs)] === true) return atMs;
      atMs = nextOccurrenceMs(schedule, atMs);
    }
    return null;
  }
}

/** From Sunday, 0, in the schedule's own time zone (Coder API contract, template-level controls). */
function weekdayOf({ offsets }: Schedule, atMs: number): number {
  const localDay = Math.floor((atMs + offsets.offsetAt(atMs)) / DAY_MS);
  return (((localDay + EPOCH_WEEKDAY) % 7) + 7) % 7;
}
