import { nextOccurrenceMs, type Schedule } from '../time/index.js';

interface Gap {
  /** An instant after the previous occurrence, or that occurrence itself. */
  fromMs: number;
  /** The occurrence that follows; Infinity when none ever does. */
  nextMs: number;
}

/**
 * Next occurrences of schedules. Remembers, for each schedule, the last gap between occurrences that it met:
 * in a storm thousands of workspaces ask the same question within one gap. Holds no state of the model.
 */
export class Occurrences {
  readonly #gaps = new Map<string, Gap>();

  /** First occurrence strictly after `afterUs`, in microseconds since the epoch; `null` when there is none. */
  after(schedule: Schedule, afterUs: number): number | null {
    // Occurrences are whole seconds, so cutting to the millisecond moves none of them across the limit.
    const afterMs = Math.floor(afterUs / 1_000);
    let gap = this.#gaps.get(schedule.text);
    if (gap === undefined || afterMs < gap.fromMs || afterMs >= gap.nextMs) {
      const nextMs = nextOccurrenceMs(schedule, afterMs) ?? Number.POSITIVE_INFINITY;
      gap = { fromMs: afterMs, nextMs };
      this.#gaps.set(schedule.text, gap);
    }
    return gap.nextMs === Number.POSITIVE_INFINITY ? null : gap.nextMs * 1_000;
  }
}
