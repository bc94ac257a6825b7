/** The values that a field of a schedule allows: true at the index of each. */
export type FieldSet = readonly boolean[];

/** One of the five fields of a schedule. */
export interface CronField {
  /** As an error calls it. */
  readonly label: string;
  readonly min: number;
  readonly max: number;
  /** Names of the values from `min` on, in lower case. */
  readonly names: readonly string[];
}

/**
 * Reads one field as robfig/cron does: a list, separated by commas, of `*`, `?`, values and ranges, each perhaps with
 * a step. Its oddities are kept: empty list entries are passed over (a field of nothing else allows nothing), a
 * range that begins with `*` is whole whatever follows, and `3/5` means from 3 to the greatest value by fives.
 *
 * @throws RangeError that says what is wrong.
 */
export function parseCronField(text: string, field: CronField): FieldSet {
  const allowed = new Array<boolean>(field.max + 1).fill(false);
  for (const entry of text.split(',')) {
    if (entry === '') continue;
    const { first, last, step } = parseEntry(entry, field);
    for (let value = first; value <= last; value += step) allowed[value] = true;
  }
  return allowed;
}

interface Range {
  readonly first: number;
  readonly last: number;
  readonly step: number;
}

function parseEntry(entry: string, field: CronField): Range {
  const [range = '', stepText, ...moreSteps] = entry.split('/');
  if (moreSteps.length > 0) throw problem(field, entry, 'has more than one step');
  const step = stepText === undefined ? 1 : parseNumber(stepText, entry, field);
  if (step === 0) throw problem(field, entry, 'has a step of 0');
  const [low = '', high, ...moreValues] = range.split('-');
  if (low === '*' || low === '?') return { first: field.min, last: field.max, step };
  if (moreValues.length > 0) throw problem(field, entry, 'is a range of more than two values');
  const first = parseValue(low, entry, field);
  const last =
    high !== undefined ? parseValue(high, entry, field) : stepText === undefined ? first : field.max;
  if (first > last) throw problem(field, entry, 'is a range that ends before it begins');
  return { first, last, step };
}

function parseValue(text: string, entry: string, field: CronField): number {
  const named = field.names.indexOf(text.toLowerCase());
  const value = named === -1 ? parseNumber(text, entry, field) : field.min + named;
  if (value < field.min || value > field.max) {
    throw problem(field, entry, `is not from ${field.min} to ${field.max}`);
  }
  return value;
}

function parseNumber(text: string, entry: string, field: CronField): number {
  if (!/^\+?\d+$/.test(text)) throw problem(field, entry, `has no number in the place of ${quoted(text)}`);
  return Number(text);
}

function problem(field: CronField, entry: string, reason: string): RangeError {
  return new RangeError(`${field.label}: ${quoted(entry)} ${reason}`);
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
