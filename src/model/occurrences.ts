import { nextOccurrenceMs, type Schedule } from '../time/index.js';

const MINUTE_US = 60_000_000;

/** Schedules whose answers are kept before all are forgotten: more texts than a large deployment has. */
const KEPT_SCHEDULES = 16_384;

/** Answers kept for each schedule before it starts anew. */
const KEPT_ANSWERS = 4_096;

/**
 * Next occurrences of schedules, remembered by schedule and minute: in a storm thousands of workspaces ask the
 * same question. Occurrences are whole minutes, so every instant of a minute has the same answer. Holds no state
 * of the model.
 */
export class Occurrences {
  /** By the schedules' texts. */
  readonly #answers = new Map<string, Map<number, number | null>>();

  /** First occurrence strictly after `afterUs`, in microseconds since the epoch; `null` when there is none. */
  after(schedule: Schedule, afterUs: number): number | null {
    const minute = Math.floor(afterUs / MINUTE_US);
    const answers = this.#answersOf(schedule.text);
    let answer = answers.get(minute);
    if (answer === undefined) {
      const nextMs = nextOccurrenceMs(schedule, (minute * MINUTE_US) / 1_000);
      answer = nextMs === undefined ? null : nextMs * 1_000;
      if (answers.size >= KEPT_ANSWERS) answers.clear();
      answers.set(minute, answer);
    }
    return answer;
  }

  /** How many schedules have answers now. */
  get size(): number {
    return this.#answers.size;
  }

  #answersOf(text: string): Map<number, number | null> {
    let answers = this.#answers.get(text);
    if (answers === undefined) {
      answers = new Map();
      if (this.#answers.size >= KEPT_SCHEDULES) this.#answers.clear();
      this.#answers.set(text, answers);
    }
    return answers;
  }
}
