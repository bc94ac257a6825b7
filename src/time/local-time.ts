import { TimeZones } from './time-zones.js';

/**
 * What the clocks of a zone show, as `2026-11-23T09:00:00.000`.
 * @param ms - Milliseconds since the epoch.
 * @param timeZone - IANA name; one that is not known is taken for UTC.
 */
export function localTimeText(ms: number, timeZone: string): string {
  const offsetMs = new TimeZones().find(timeZone)?.offsetAt(ms) ?? 0;
  return new Date(ms + offsetMs).toISOString().slice(0, -1);
}

/** The date that they show, `2026-11-23`. */
export function localDateText(ms: number, timeZone: string): string {
  return localTimeText(ms, timeZone).slice(0, 'yyyy-mm-dd'.length);
}
