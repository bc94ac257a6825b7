import type { Correspondence } from './correspondence.js';
import type { Difference } from './difference.js';
import { type FreeValue, type FreeValueRule, freeValueRules } from './free-values.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{0,8}[1-9])?Z$/;
const NEVER = '0001-01-01T00:00:00Z';
/** Instants of the recording that lie closer than this were taken one after the other, in whatever order. */
const AT_ONCE_MS = 1;

interface Comparison {
  readonly correspondence: Correspondence;
  readonly free: readonly FreeValueRule[];
  readonly differences: Difference[];
  readonly instants: { readonly path: string; readonly recorded: string; readonly actual: string }[];
  /** Numbers of the lines of a log, in their order. */
  readonly serials: number[];
}

/**
 * Everything in which a body differs from the recorded one: keys, types, nulls, lengths of lists, and values. An id
 * has to stand for the same id as ever, an instant for the same instant and in the same order, and every other value
 * has to be the recorded one in our terms, unless a rule says that it is the server's own: one of those for any body,
 * or of `free`.
 */
export function compareBodies(
  recorded: unknown,
  actual: unknown,
  correspondence: Correspondence,
  free: readonly FreeValueRule[] = [],
): readonly Difference[] {
  const comparison: Comparison = {
    correspondence,
    free: freeValueRules(free),
    differences: [],
    instants: [],
    serials: [],
  };
  compare(comparison, recorded, actual, '$');
  return [...comparison.differences, ...disorder(comparison.instants)];
}

function compare(comparison: Comparison, recorded: unknown, actual: unknown, path: string): void {
  const { differences } = comparison;
  const free = comparison.free.find((rule) => rule.path.test(path)) ?? null;
  if (free !== null) {
    if (!free.allows(recorded, actual)) differences.push({ path, recorded, actual, note: free.rule });
    if (free.depth === 'all' || typeof actual !== 'object' || actual === null) return;
  }
  if (kindOf(recorded) !== kindOf(actual)) {
    if (free === null) differences.push({ path, recorded, actual, note: 'another type' });
  } else if (Array.isArray(recorded) && Array.isArray(actual)) {
    compareLists(comparison, recorded, actual, path, free);
  } else if (typeof recorded === 'object' && recorded !== null) {
    compareObjects(comparison, recorded as Members, actual as Members, path);
  } else if (free === null) {
    const note = scalarProblem(comparison, recorded, actual, path);
    if (note !== null) differences.push({ path, recorded, actual, ...(note === '' ? {} : { note }) });
  }
}

type Members = Readonly<Record<string, unknown>>;

function compareObjects(comparison: Comparison, recorded: Members, actual: Members, path: string): void {
  const keys = new Set([...Object.keys(recorded), ...Object.keys(actual)]);
  for (const key of keys) {
    const inner = `${path}.${key}`;
    if (key in recorded && key in actual) {
      compare(comparison, recorded[key], actual[key], inner);
    } else {
      const note = key in recorded ? 'the key is missing' : 'a key that was not recorded';
      comparison.differences.push({ path: inner, recorded: recorded[key], actual: actual[key], note });
    }
  }
}

function compareLists(
  comparison: Comparison,
  recorded: readonly unknown[],
  actual: readonly unknown[],
  path: string,
  free: FreeValue | null,
): void {
  if (recorded.length !== actual.length && free === null) {
    comparison.differences.push({
      path,
      recorded: recorded.length,
      actual: actual.length,
      note: 'length of the list',
    });
  }
  for (const [i, item] of recorded.entries()) {
    if (i < actual.length) compare(comparison, item, actual[i], `${path}[${i}]`);
  }
}

/** What is wrong with a value; empty where the two tell it themselves; `null` if nothing. */
function scalarProblem(
  { correspondence, instants, serials }: Comparison,
  recorded: unknown,
  actual: unknown,
  path: string,
): string | null {
  if (typeof recorded === 'number' && typeof actual === 'number' && /\]\.id$/.test(path)) {
    serials.push(actual);
    if ((serials.at(-2) ?? actual - 1) >= actual) return 'does not ascend';
    return correspondence.serial(recorded, actual);
  }
  if (typeof recorded !== 'string' || typeof actual !== 'string') return recorded === actual ? null : '';
  if (UUID.test(recorded)) {
    return UUID.test(actual) ? correspondence.id(recorded, actual) : 'not an id';
  }
  if (INSTANT.test(recorded) && recorded !== NEVER) {
    if (!INSTANT.test(actual) || actual === NEVER) return 'not an instant';
    instants.push({ path, recorded, actual });
    return correspondence.instant(recorded, actual);
  }
  if (/^<text/.test(recorded)) return actual.trim() === '' ? 'no text' : null;
  if (recorded === '<token>') return /^[0-9A-Za-z]{10}-[0-9A-Za-z]{22}$/.test(actual) ? null : 'not a token';
  return correspondence.translate(recorded) === actual ? null : '';
}

/**
 * Neighbors in the recorded order of instants that are the other way round here. Only those of one object: what
 * happened first to two workspaces is chance.
 */
function disorder(instants: Comparison['instants']): readonly Difference[] {
  const objects = new Set(instants.map(({ path }) => objectOf(path)));
  return [...objects].flatMap((object) =>
    disorderWithin(instants.filter(({ path }) => objectOf(path) === object)),
  );
}

/** The item of the body's list that the place is in. */
function objectOf(path: string): string {
  return /^\$(\.\w+)?\[\d+\]/.exec(path)?.[0] ?? '$';
}

function disorderWithin(instants: Comparison['instants']): readonly Difference[] {
  const sorted = instants.toSorted((a, b) => compareInstants(a.recorded, b.recorded));
  const differences: Difference[] = [];
  for (const [i, after] of sorted.entries()) {
    const before = sorted[i - 1];
    if (before === undefined || compareInstants(before.actual, after.actual) <= 0) continue;
    if (Math.abs(Date.parse(after.recorded) - Date.parse(before.recorded)) <= AT_ONCE_MS) continue;
    const note = `must not be earlier than ${before.path} (${before.actual})`;
    differences.push({ path: after.path, recorded: after.recorded, actual: after.actual, note });
  }
  return differences;
}

function compareInstants(a: string, b: string): number {
  const [fullA, fullB] = [toNanoseconds(a), toNanoseconds(b)];
  return fullA < fullB ? -1 : fullA > fullB ? 1 : 0;
}

/** The instant with all nine digits, so that texts sort as instants. */
function toNanoseconds(instant: string): string {
  const [seconds = '', fraction = ''] = instant.replace('Z', '').split('.');
  return `${seconds}.${fraction.padEnd(9, '0')}`;
}

function kindOf(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value;
}
