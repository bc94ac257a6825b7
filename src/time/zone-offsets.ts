import { DAY_MS, SECOND_MS } from './units.js';

/** What a time zone adds to UTC, and when it changes that. */
export interface ZoneOffsets {
  /** Local time minus UTC at an instant, in milliseconds. */
  offsetAt(utcMs: number): number;
  /** The offset throughout the instants from `fromMs` to `toMs`, or `undefined` where it changes between them. */
  constantOffset(fromMs: number, toMs: number): number | undefined;
}

/** The time zone whose offset is always 0. */
export const UTC_OFFSETS: ZoneOffsets = { offsetAt: () => 0, constantOffset: () => 0 };

/** The offsets of one day of UTC. */
interface DayOffsets {
  readonly before: number;
  /** The first instant with the offset `after`; `Infinity` when the offset does not change on this day. */
  readonly changeMs: number;
  readonly after: number;
}

/**
 * Offsets of a named zone, from the time zone data of the runtime (ICU). An answer takes it a few microseconds, so
 * they are kept by day. A zone that changes its offset twice on one day and back is taken not to change it; none does.
 */
export class NamedZoneOffsets implements ZoneOffsets {
  readonly #format: Intl.DateTimeFormat;
  readonly #days = new Map<number, DayOffsets>();

  /** @throws RangeError if the runtime does not know the zone. */
  constructor(name: string) {
    this.#format = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' });
  }

  /** The runtime's own name of the zone: the one given, in the right case, or another of which that is a link. */
  get name(): string {
    return this.#format.resolvedOptions().timeZone;
  }

  offsetAt(utcMs: number): number {
    const day = this.#dayOf(Math.floor(utcMs / DAY_MS));
    return utcMs < day.changeMs ? day.before : day.after;
  }

  constantOffset(fromMs: number, toMs: number): number | undefined {
    const offsetMs = this.offsetAt(fromMs);
    const lastDay = Math.floor(toMs / DAY_MS);
    for (let number = Math.floor(fromMs / DAY_MS); number <= lastDay; number++) {
      const day = this.#dayOf(number);
      // A change on the first day may lie before `fromMs`, one on the last day behind `toMs`; it is no loss to say
      // that the offset changes then.
      if (day.before !== offsetMs || day.after !== offsetMs) return undefined;
    }
    return offsetMs;
  }

  #dayOf(number: number): DayOffsets {
    let day = this.#days.get(number);
    if (day === undefined) {
      day = this.#readDay(number * DAY_MS);
      this.#days.set(number, day);
    }
    return day;
  }

  #readDay(startMs: number): DayOffsets {
    const [before, after] = [this.#read(startMs), this.#read(startMs + DAY_MS)];
    if (before === after) return { before, changeMs: Infinity, after };
    let [last, first] = [startMs, startMs + DAY_MS];
    while (first - last > SECOND_MS) {
      const middle = last + Math.floor((first - last) / (2 * SECOND_MS)) * SECOND_MS;
      if (this.#read(middle) === before) last = middle;
      else first = middle;
    }
    return { before, changeMs: first, after };
  }

  #read(utcMs: number): number {
    const match = /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(this.#format.format(utcMs));
    if (match === null) throw new Error(`no UTC offset in ${JSON.stringify(this.#format.format(utcMs))}`);
    const [, sign, hours = '0', minutes = '0', seconds = '0'] = match;
    const sizeMs = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * SECOND_MS;
    return sign === '-' ? -sizeMs : sizeMs;
  }
}
