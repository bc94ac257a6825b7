import type { TimeZones } from '../../time/index.js';

const HOUR_US = 3_600_000_000;
const DAY_US = 24 * HOUR_US;

/** Days and hours as the people of a time zone have them. */
export class LocalTime {
  readonly #offsetUs: (us: number) => number;

  /** @param zone - A name that `timeZones` finds; any other is taken for UTC. */
  constructor(zone: string, timeZones: TimeZones) {
    const offsets = timeZones.find(zone);
    this.#offsetUs = (us) => (offsets?.offsetAt(us / 1000) ?? 0) * 1000;
  }

  /** The number of the local day in which an instant lies, from an arbitrary day on. */
  dayOf(us: number): number {
    return Math.floor((us + this.#offsetUs(us)) / DAY_US);
  }

  /** The instant of an hour (fractions allowed) of a local day; off by the change where the offset changes that day. */
  at(day: number, hour: number): number {
    const localUs = day * DAY_US + Math.round(hour * HOUR_US);
    return localUs - this.#offsetUs(localUs - this.#offsetUs(localUs));
  }

  /** Whether a local day is one from Monday to Friday. */
  isWorkday(day: number): boolean {
    // The first of January 1970 was a Thursday.
    return (((day + 3) % 7) + 7) % 7 < 5;
  }
}
