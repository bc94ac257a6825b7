import type { Schedule } from '../time/index.js';
import { Occurrences } from './occurrences.js';
import type { ModelTemplate } from './template.js';

const MS = 1_000;
const DAY_MS = 86_400_000;
const WEEK_US = 7 * DAY_MS * MS;
/** From Monday, that of the epoch's first day, a Thursday. */
const EPOCH_WEEKDAY = 3;

/** When workspaces may be started next, by their schedules and the weekdays that their templates allow. */
export class NextStarts {
  readonly #occurrences = new Occurrences();
  /** Of each template; `null` where every day is allowed. */
  readonly #days: readonly (readonly boolean[] | null)[];

  constructor(templates: readonly ModelTemplate[]) {
    this.#days = templates.map(({ autostartDays }) => (autostartDays.every(Boolean) ? null : autostartDays));
  }

  /**
   * The first occurrence strictly after `afterUs` on a weekday that the template allows, in microseconds since the
   * epoch; `null` when there is none. A template that does not allow every day is asked for seven days ahead only
   * (Coder API contract, template-level controls).
   */
  after(template: number, schedule: Schedule, afterUs: number): number | null {
    const days = this.#days[template] ?? null;
    let us = this.#occurrences.after(schedule, afterUs);
    if (days === null) return us;
    while (us !== null && us <= afterUs + WEEK_US) {
      if (days[weekdayOf(schedule, us)] === true) return us;
      us = this.#occurrences.after(schedule, us);
    }
    return null;
  }
}

/** Weekday from Monday, 0, in the schedule's own time zone. */
function weekdayOf(schedule: Schedule, us: number): number {
  const utcMs = us / MS;
  const localDay = Math.floor((utcMs + schedule.offsets.offsetAt(utcMs)) / DAY_MS);
  return (((localDay + EPOCH_WEEKDAY) % 7) + 7) % 7;
}
