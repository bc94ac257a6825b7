import { type Distribution, distributionProblem } from '../../stats/index.js';
import { formatDurationMs, parseGoDurationMs } from '../../time/index.js';

/**
 * One setting of a fault rule: how the grammar spells it, and how its value is read, checked and written.
 * `field` is the member of the rule.
 */
export interface FaultSetting {
  /** How the grammar names it; several where one value is spelled in parts. */
  readonly keys: readonly string[];
  readonly field: string;
  /** How help shows it. */
  readonly form: string;
  readonly required: boolean;
  /**
   * @param texts - Those of the keys that are given.
   * @throws Error whose message is a sentence about the setting.
   */
  read(texts: ReadonlyMap<string, string>): unknown;
  /** What is wrong with a value, beginning with the setting's name; `null` when nothing is. */
  problem(value: unknown): string | null;
  /** The keys and texts that {@link read} makes this value of. */
  write(value: unknown): readonly (readonly [string, string])[];
}

interface Single<Value> {
  readonly key: string;
  readonly field?: string;
  readonly form: string;
  /** What it must be: completes "`key` must be". */
  readonly must: string;
  readonly required?: boolean;
  /** `undefined` for a text that has no value. */
  readonly parse: (text: string) => Value | undefined;
  readonly accepts: (value: Value) => boolean;
  readonly format: (value: Value) => string;
}

function single<Value>(one: Single<Value>): FaultSetting {
  const { key, must, parse, accepts, format } = one;
  return {
    keys: [key],
    field: one.field ?? key,
    form: `${key}=${one.form}`,
    required: one.required ?? false,
    read(texts) {
      const text = texts.get(key) ?? '';
      const value = parse(text);
      if (value === undefined || !accepts(value)) throw new Error(`${key} must be ${must}, got '${text}'`);
      return value;
    },
    problem: (value) => (accepts(value as Value) ? null : `${key} must be ${must}, got '${String(value)}'`),
    write: (value) => [[key, format(value as Value)]],
  };
}

interface NumberSetting {
  readonly key: string;
  readonly field?: string;
  readonly min: number;
  readonly max: number;
  readonly fractions?: boolean;
}

/** A number within limits; a whole one unless fractions are allowed. */
export function numberSetting({
  key,
  field = key,
  min,
  max,
  fractions = false,
}: NumberSetting): FaultSetting {
  return single<number>({
    key,
    field,
    form: '<n>',
    must: `a ${fractions ? '' : 'whole '}number from ${min} to ${max}`,
    parse: numberOf,
    accepts: (value) => value >= min && value <= max && (fractions || Number.isInteger(value)),
    format: String,
  });
}

/** The longest time that a rule may name: long enough for any rehearsal, and exact to the nanosecond as a number. */
const MAX_MS = 7 * 24 * 3600 * 1000;

/** A time, in milliseconds. */
export function durationSetting(key: string, field: string): FaultSetting {
  return single<number>({
    key,
    field,
    form: '<duration>',
    must: `a duration such as 500ms, 90s or 1h30m, at most ${formatDurationMs(MAX_MS)}`,
    parse: durationOf,
    accepts: isTime,
    format: formatDurationMs,
  });
}

/** One of a few words. */
export function wordSetting(key: string, words: readonly string[]): FaultSetting {
  return single<string>({
    key,
    form: words.join('|'),
    must: words.join(' or '),
    parse: (text) => text,
    accepts: (value) => words.includes(value),
    format: String,
  });
}

/** The method of a request; kept in upper case. */
export const methodSetting: FaultSetting = single<string>({
  key: 'method',
  form: '<method>',
  must: 'an HTTP method such as POST',
  parse: (text) => text.toUpperCase(),
  accepts: (value) => typeof value === 'string' && /^[A-Za-z]{1,20}$/.test(value),
  format: (value) => value.toUpperCase(),
});

/** The path of a request or a socket. */
export const pathSetting: FaultSetting = single<string>({
  key: 'path',
  form: '</path/*>',
  must: 'a path without query, in which * stands for any characters',
  parse: (text) => text,
  accepts: (value) => typeof value === 'string' && /^[/*][^\s?#\p{Cc}]{0,999}$/u.test(value),
  format: String,
});

/** The code that a WebSocket is closed with. */
export const closeCodeSetting: FaultSetting = single<number>({
  key: 'code',
  form: '<code>',
  must: 'one that a WebSocket may be closed with, e.g. 1011, or 1006 for a cut connection',
  parse: numberOf,
  accepts: isCloseCode,
  format: String,
});

/** How long something takes, in milliseconds: `for=1s`, `p50=1s,p95=3s` or `values=1s/2s/5s`. */
export const timeSetting: FaultSetting = {
  keys: ['for', 'p50', 'p95', 'values'],
  field: 'time',
  form: 'for=<duration> | p50=<duration>,p95=<duration> | values=<duration>/<duration>/…',
  required: true,
  read(texts) {
    const distribution = distributionOf(texts);
    if (distribution === null) throw new Error(TIME_FORM);
    const problem = timeProblem(distribution);
    if (problem !== null) throw new Error(problem);
    return distribution;
  },
  problem: (value) => timeProblem(value as Distribution),
  write: (value) => writtenTime(value as Distribution),
};

const TIME_FORM =
  'needs its time as for=1s, as p50=1s,p95=3s (lognormal) or as values=1s/2s/5s (drawn from), and as one of them only';

function distributionOf(texts: ReadonlyMap<string, string>): Distribution | null {
  const given = [...texts.keys()].toSorted().join();
  const time = (key: string) => timeOf(key, texts.get(key) ?? '');
  switch (given) {
    case 'for':
      return { kind: 'constant', value: time('for') };
    case 'p50,p95':
      return { kind: 'lognormal', p50: time('p50'), p95: time('p95') };
    case 'values': {
      const values = (texts.get('values') ?? '').split('/').map((text) => timeOf('values', text));
      return { kind: 'empirical', sortedValues: values.toSorted((a, b) => a - b) };
    }
    default:
      return null;
  }
}

function timeOf(key: string, text: string): number {
  const ms = durationOf(text);
  if (ms === undefined)
    throw new Error(`${key} must be a duration such as 500ms, 90s or 1h30m, got '${text}'`);
  return ms;
}

function timeProblem(distribution: Distribution): string | null {
  const problem = distributionProblem(distribution);
  if (problem !== null) return `its time: ${problem}`;
  return longestOf(distribution) <= MAX_MS ? null : `its time must be at most ${formatDurationMs(MAX_MS)}`;
}

function longestOf(distribution: Distribution): number {
  switch (distribution.kind) {
    case 'constant':
      return distribution.value;
    case 'lognormal':
      return distribution.p95;
    case 'empirical':
      return distribution.sortedValues.at(-1) ?? 0;
    default:
      return distribution satisfies never;
  }
}

function writtenTime(distribution: Distribution): readonly (readonly [string, string])[] {
  switch (distribution.kind) {
    case 'constant':
      return [['for', formatDurationMs(distribution.value)]];
    case 'lognormal':
      return [
        ['p50', formatDurationMs(distribution.p50)],
        ['p95', formatDurationMs(distribution.p95)],
      ];
    case 'empirical':
      return [['values', distribution.sortedValues.map(formatDurationMs).join('/')]];
    default:
      return distribution satisfies never;
  }
}

function numberOf(text: string): number | undefined {
  // The sum makes the negative zero, which would be written differently, the ordinary one.
  return text.trim() === '' ? undefined : Number(text) + 0;
}

function durationOf(text: string): number | undefined {
  try {
    return parseGoDurationMs(text);
  } catch {
    return undefined;
  }
}

function isTime(ms: number): boolean {
  return ms >= 0 && ms <= MAX_MS;
}

/** Codes that a WebSocket may be closed with, and 1006, which stands for a cut connection. */
const CLOSE_CODES = new Set([1000, 1001, 1002, 1003, 1006, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014]);

function isCloseCode(code: number): boolean {
  return CLOSE_CODES.has(code) || (Number.isInteger(code) && code >= 3000 && code <= 4999);
}
