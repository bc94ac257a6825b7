import { counted as countedAs } from '../../storm/index.js';
import { formatInstantUs } from '../../time/index.js';
import { percentText } from '../words.js';

/** A whole number as people read it: `10,000`. */
export function grouped(n: number): string {
  return String(n).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `1 workspace`, `10,000 workspaces`. */
export function counted(n: number, noun: string): string {
  return countedAs(n, noun, grouped(n));
}

/** As in the other outputs, cut and not rounded, and not broken before its sign. */
export function percent(part: number, whole: number, digits = 1): string {
  return whole === 0 ? 'none' : percentText(part, whole, digits).replace(' ', '\u00A0');
}

/** A finite time span in the style of the thresholds: `0.25s`, `48.31s`, `3m12.4s`, `1h02m05s`. */
export function duration(ms: number): string {
  const sign = ms < 0 ? '−' : '';
  const hundredths = Math.round(Math.abs(ms) / 10);
  if (hundredths < 6_000) return `${sign}${(hundredths / 100).toFixed(2)}s`;
  const tenths = Math.round(Math.abs(ms) / 100);
  if (tenths < 36_000) return `${sign}${Math.floor(tenths / 600)}m${padded((tenths % 600) / 10, 1)}s`;
  const seconds = Math.round(Math.abs(ms) / 1000);
  return `${sign}${Math.floor(seconds / 3600)}h${padded(Math.floor((seconds % 3600) / 60), 0)}m${padded(seconds % 60, 0)}s`;
}

/** A latency that may be unknown (`null`) or never reached (Infinity). */
export function latency(ms: number | null): string {
  if (ms === null) return 'unknown';
  return ms === Number.POSITIVE_INFINITY ? 'not reached' : duration(ms);
}

/** A latency of all due, with how many became usable where it was never reached. */
export function latencyOfDue(ms: number | null, usable: number, due: number): string {
  return ms === Number.POSITIVE_INFINITY
    ? `not reached (${percent(usable, due, 0)} became usable)`
    : latency(ms);
}

/** The second of an instant in UTC: `09:00:44`. */
export function clockSecond(us: number): string {
  return formatInstantUs(Math.floor(us)).slice(11, 19);
}

/** A text on one line, not longer than `limit` characters. */
export function shortened(text: string, limit: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= limit ? line : `${line.slice(0, limit - 1)}…`;
}

function padded(n: number, digits: number): string {
  return n.toFixed(digits).padStart(digits === 0 ? 2 : 3 + digits, '0');
}
