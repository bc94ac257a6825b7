import { nextOccurrenceMs, type Schedule } from '../../time/index.js';
import { type ScheduledWorkspace, SKIP_REASONS, type SkipReason } from './scheduled-workspace.js';

/** Workspaces of one template that are due in the same minute. */
export interface DueMinute {
  /** A whole minute, in milliseconds since the epoch. */
  readonly atMs: number;
  readonly template: string | null;
  readonly count: number;
}

/** Who is due when, of a census, on some days. */
export interface DueMinutes {
  /** By time, then by name of the template. */
  readonly minutes: readonly DueMinute[];
  /** All of the census. */
  readonly workspaces: number;
  readonly due: number;
  readonly withoutSchedule: number;
  /** Those whose schedule does not occur on these days, or only on those that their template forbids. */
  readonly notInSpan: number;
  /** Those with a schedule that starts nothing. */
  readonly skipped: Readonly<Record<SkipReason, number>>;
  /** Of those due, those whose schedule occurs again on the same day: it starts nothing unless they are stopped before. */
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
 * Counts who is due in each minute of some days: each workspace once, when its schedule first occurs on one of them, by
 * the rules of the server's own library where a zone changes its offset.
 * @param days - Ascending.
 */
export function dueMinutes(census: Iterable<ScheduledWorkspace>, days: readonly Span[]): DueMinutes {
  const minutes = new Map<string, { atMs: number; template: string | null; count: number }>();
  const skipped = Object.fromEntries(SKIP_REASONS.map((reason) => [reason, 0])) as Record<SkipReason, number>;
  const starts = new Starts(days);
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

/** When a schedule first starts something, and whether it occurs more than once on any of the days. */
interface FirstStart {
  readonly atMs: number | null;
  readonly again: boolean;
}

/** Many workspaces have the same schedule: each is looked up once. */
class Starts {
  readonly #days: readonly Span[];
  readonly #known = new Map<string, FirstStart>();

  constructor(days: readonly Span[]) {
    this.#days = days;
  }

  of(schedule: Schedule, allowedDays: readonly boolean[] | null): FirstStart {
    const key = `${allowedDays?.map(Number).join('') ?? ''} ${schedule.text}`;
    let start = this.#known.get(key);
    if (start === undefined) {
      start = this.#first(schedule, allowedDays);
      this.#known.set(key, start);
    }
    return start;
  }

  #first(schedule: Schedule, allowedDays: readonly boolean[] | null): FirstStart {
    let first: number | null = null;
    let again = false;
    for (const { fromMs, untilMs } of this.#days) {
      const atMs = startAfter(schedule, allowedDays, fromMs - 1, untilMs);
      if (atMs === null) continue;
      first ??= atMs;
      again ||= startAfter(schedule, allowedDays, atMs, untilMs) !== null;
    }
    return { atMs: first, again };
  }
}

function startAfter(
  schedule: Schedule,
  allowedDays: readonly boolean[] | null,
  afterMs: number,
  untilMs: number,
): number | null {
  let atMs = nextOccurrenceMs(schedule, afterMs);
  while (atMs !== undefined && atMs < untilMs) {
    if (allowedDays === null || allowedDays[weekdayOf(schedule, atMs)] === true) return atMs;
    atMs = nextOccurrenceMs(schedule, atMs);
  }
  return null;
}

/** From Sunday, 0, in the schedule's own time zone (Coder API contract, template-level controls). */
function weekdayOf({ offsets }: Schedule, atMs: number): number {
  const localDay = Math.floor((atMs + offsets.offsetAt(atMs)) / DAY_MS);
  return (((localDay + EPOCH_WEEKDAY) % 7) + 7) % 7;
}
