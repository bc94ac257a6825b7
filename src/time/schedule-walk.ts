import type { Schedule } from './schedule.js';
import { DAY_MS, HOUR_MS, MINUTE_MS, modulo, SECOND_MS, weekdayOf } from './units.js';
import type { ZoneOffsets } from './zone-offsets.js';

/** How far before its start and behind its result {@link walkToNext} may ask for offsets: a local day, an offset. */
export const WALK_MARGIN_MS = 2 * DAY_MS;

const SEARCHED_YEARS = 5;

/**
 * The next occurrence as robfig/cron 3.0.1 searches for it: on to an allowed day, then to an allowed hour, minute and
 * second of it, and all over again when a unit has run out. Beside a change of the zone's offset nothing simpler gives
 * the same answers.
 *
 * @returns `undefined` when there is no occurrence within five years.
 */
export function walkToNext(schedule: Schedule, afterMs: number): number | undefined {
  const { minutes, hours, weekdays, offsets } = schedule;
  const walker = new Walker(offsets, (Math.floor(afterMs / SECOND_MS) + 1) * SECOND_MS);
  const lastYear = walker.year + SEARCHED_YEARS;
  search: while (walker.year <= lastYear) {
    while (!weekdays[walker.weekday]) walker.nextDay();
    while (!hours[walker.hour]) {
      walker.nextHour();
      if (walker.hour === 0) continue search;
    }
    while (!minutes[walker.minute]) {
      walker.nextMinute();
      if (walker.minute === 0) continue search;
    }
    if (walker.second === 0) return walker.utcMs;
    walker.skipSeconds();
  }
  return undefined;
}

/** An instant that moves on, seen in local time. */
class Walker {
  readonly #offsets: ZoneOffsets;
  #utcMs: number;
  /** The first move of all is from the start of the unit by which it goes; the later ones are on such a start. */
  #hasMoved = false;

  constructor(offsets: ZoneOffsets, utcMs: number) {
    this.#offsets = offsets;
    this.#utcMs = utcMs;
  }

  get utcMs(): number {
    return this.#utcMs;
  }

  get year(): number {
    return new Date(this.#localMs).getUTCFullYear();
  }

  get weekday(): number {
    return weekdayOf(Math.floor(this.#localMs / DAY_MS));
  }

  get hour(): number {
    return modulo(Math.floor(this.#localMs / HOUR_MS), 24);
  }

  get minute(): number {
    return modulo(Math.floor(this.#localMs / MINUTE_MS), 60);
  }

  get second(): number {
    return modulo(Math.floor(this.#localMs / SECOND_MS), 60);
  }

  /** To midnight of the next day; from a midnight that does not exist, to the one before or after it. */
  nextDay(): void {
    this.#startAt(() => this.#utcOf(Math.floor(this.#localMs / DAY_MS) * DAY_MS));
    this.#utcMs = this.#utcOf(this.#localMs + DAY_MS);
    if (this.hour > 12) this.#utcMs += (24 - this.hour) * HOUR_MS;
    else this.#utcMs -= this.hour * HOUR_MS;
  }

  nextHour(): void {
    this.#startAt(() => this.#utcOf(Math.floor(this.#localMs / HOUR_MS) * HOUR_MS));
    this.#utcMs += HOUR_MS;
  }

  nextMinute(): void {
    this.#startAt(() => Math.floor(this.#utcMs / MINUTE_MS) * MINUTE_MS);
    this.#utcMs += MINUTE_MS;
  }

  /** To second 0 of the next minute. */
  skipSeconds(): void {
    this.#hasMoved = true;
    this.#utcMs += (60 - this.second) * SECOND_MS;
  }

  get #localMs(): number {
    return this.#utcMs + this.#offsets.offsetAt(this.#utcMs);
  }

  #startAt(start: () => number): void {
    if (!this.#hasMoved) this.#utcMs = start();
    this.#hasMoved = true;
  }

  /** As Go's `time.Date` decides where a local time comes twice or not at all. */
  #utcOf(localMs: number): number {
    const guessMs = this.#offsets.offsetAt(localMs);
    return guessMs === 0 ? localMs : localMs - this.#offsets.offsetAt(localMs - guessMs);
  }
}
