const NS = 1n;
const US = 1_000n * NS;
const MS = 1_000n * US;
const SECOND = 1_000n * MS;
const MINUTE = 60n * SECOND;
const HOUR = 60n * MINUTE;

/** Nanoseconds of each unit. */
const UNITS: ReadonlyMap<string, bigint> = new Map([
  ['ns', NS],
  ['us', US],
  ['\u00b5s', US], // micro sign
  ['\u03bcs', US], // Greek letter mu
  ['ms', MS],
  ['s', SECOND],
  ['m', MINUTE],
  ['h', HOUR],
]);

/** Go keeps a duration in 64 bits: from minus this number of nanoseconds to one less than it. */
const LIMIT_NS = 2n ** 63n;

/** A number, perhaps with a fraction, and all that follows up to the next number as its unit. */
const TERM = /(\d*)(?:\.(\d*))?([^\d.]*)/y;

/**
 * Reads a duration as Go's `time.ParseDuration` does: an optional sign, then numbers with a unit each, as in
 * `-1h2.5m`. Only `0` may stand without a unit.
 *
 * @returns Nanoseconds.
 * @throws RangeError that says what is wrong with the text.
 */
export function parseGoDurationNs(text: string): bigint {
  const isNegative = text.startsWith('-');
  const terms = isNegative || text.startsWith('+') ? text.slice(1) : text;
  if (terms === '0') return 0n;
  if (terms === '') throw notADuration(text, 'it is empty');
  const limitNs = isNegative ? LIMIT_NS : LIMIT_NS - 1n;
  let totalNs = 0n;
  for (let at = 0; at < terms.length; at = TERM.lastIndex) {
    TERM.lastIndex = at;
    const [, whole = '', fraction = '', unit = ''] = TERM.exec(terms) ?? [];
    if (whole === '' && fraction === '') throw notADuration(text, `no number at ${quoted(terms.slice(at))}`);
    if (unit === '') throw notADuration(text, `${quoted(terms.slice(at))} has no unit`);
    const unitNs = UNITS.get(unit);
    if (unitNs === undefined) throw notADuration(text, `unknown unit ${quoted(unit)}`);
    totalNs += BigInt(whole) * unitNs + fractionNs(fraction, unitNs);
    if (totalNs > limitNs) throw notADuration(text, 'longer than the 292 years that Go can hold');
  }
  return isNegative ? -totalNs : totalNs;
}

/** Go computes fractions in floating point, and so must this, for the same last digit. */
function fractionNs(digits: string, unitNs: bigint): bigint {
  let numerator = 0n;
  let scale = 1;
  for (const digit of digits) {
    const next = numerator * 10n + BigInt(digit);
    if (next > LIMIT_NS) break;
    numerator = next;
    scale *= 10;
  }
  return BigInt(Math.trunc(Number(numerator) * (Number(unitNs) / scale)));
}

/**
 * Writes a duration exactly as Go's `Duration.String` does: `1h0m0.5s`, `1.5ms`, `0s`.
 *
 * @param ns - Nanoseconds.
 * @throws RangeError if Go's 64 bits cannot hold it.
 */
export function formatGoDurationNs(ns: bigint): string {
  if (ns < -LIMIT_NS || ns >= LIMIT_NS) throw new RangeError(`outside of what Go can hold: ${ns} ns`);
  const sign = ns < 0n ? '-' : '';
  const size = ns < 0n ? -ns : ns;
  if (size === 0n) return '0s';
  if (size < US) return `${sign}${size}ns`;
  if (size < MS) return `${sign}${decimal(size, US)}\u00b5s`;
  if (size < SECOND) return `${sign}${decimal(size, MS)}ms`;
  const seconds = `${decimal(size % MINUTE, SECOND)}s`;
  if (size < MINUTE) return `${sign}${seconds}`;
  const minutes = `${(size % HOUR) / MINUTE}m`;
  if (size < HOUR) return `${sign}${minutes}${seconds}`;
  return `${sign}${size / HOUR}h${minutes}${seconds}`;
}

/** `ns` in units of `unitNs`, a power of ten, without trailing zeros. */
function decimal(ns: bigint, unitNs: bigint): string {
  const whole = ns / unitNs;
  const rest = ns % unitNs;
  if (rest === 0n) return String(whole);
  return `${whole}.${String(unitNs + rest)
    .slice(1)
    .replace(/0+$/, '')}`;
}

/**
 * Reads a duration as {@link parseGoDurationNs} does.
 *
 * @returns Milliseconds, perhaps with a fraction. Nanoseconds are exact up to 104 days.
 * @throws RangeError as there.
 */
export function parseGoDurationMs(text: string): number {
  return Number(parseGoDurationNs(text)) / 1e6;
}

/**
 * Writes a duration in Go's style, e.g. `15m0s` for 900000.
 *
 * @param ms - Milliseconds, perhaps with a fraction; rounded to nanoseconds.
 * @throws RangeError if it is not finite, or longer than Go can hold.
 */
export function formatDurationMs(ms: number): string {
  if (!Number.isFinite(ms)) throw new RangeError(`not a duration: ${ms} ms`);
  return formatGoDurationNs(BigInt(Math.round(ms * 1e6)));
}

function notADuration(text: string, reason: string): RangeError {
  return new RangeError(`not a duration such as 90s or 1h30m: ${quoted(text)}: ${reason}`);
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
