import fc from 'fast-check';
import { expect } from 'vitest';

/** How many times as many inputs are tried as in everyday tests: `NINEAM_FUZZ_RUNS=50 npx vitest run test/fuzz`. */
const TIMES = Math.max(1, Number(process.env['NINEAM_FUZZ_RUNS'] ?? 1) || 1);

/** For the properties of a fuzz test that has `runs` on an everyday run. */
export function runs(numRuns: number): { readonly numRuns: number } {
  return { numRuns: numRuns * TIMES };
}

/** Keys and words with which JavaScript itself means something. */
const MEANINGFUL = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'valueOf',
  'hasOwnProperty',
  'length',
  'then',
];

/** Texts that have led parsers of others astray. */
const ODD = [
  '',
  ' ',
  '\u{0}',
  '\n',
  '\r\n',
  '\u{feff}',
  '\ud800',
  '\u{202e}',
  '-1',
  '-0',
  '0x10',
  '1e309',
  '1e-309',
  'NaN',
  'Infinity',
  '9007199254740993',
  '99999999999999999999999999',
  '../../../../etc/passwd',
  '..\\..\\x',
  '/',
  '%2e%2e%2f',
  'file:///etc/passwd',
  'javascript:alert(1)',
  '{}',
  '[',
  '"',
  '#{x}',
  '0001-01-01T00:00:00Z',
  '9999-12-31T23:59:59.999999999Z',
  ...MEANINGFUL,
];

/** Any text: random, odd, or made of pieces of those given, with parts cut out and repeated. */
export function anyText(...valid: readonly string[]): fc.Arbitrary<string> {
  const odd = fc.constantFrom(...ODD);
  const whole = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), odd);
  if (valid.length === 0) return whole;
  const piece = fc.oneof(
    fc.constantFrom(...valid.flatMap((text) => text.match(/[A-Za-z0-9]+|[^A-Za-z0-9]/gu) ?? [])),
    odd,
    fc.string({ maxLength: 3 }),
  );
  const mutated = fc
    .tuple(fc.constantFrom(...valid), fc.nat(), fc.nat({ max: 4 }), fc.oneof(fc.constant(''), piece))
    .map(([text, at, length, instead]) => {
      const from = at % (text.length + 1);
      return text.slice(0, from) + instead + text.slice(from + length);
    });
  return fc.oneof(
    whole,
    mutated,
    fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('')),
  );
}

/** The same pieces over and over: what takes a careless reader a minute. */
export function longTexts(...pieces: readonly string[]): readonly string[] {
  return [...pieces, ' ', 'a', '0', ',', '=', ':', '"', '\\', '(', '<', 'a ', '\t\n'].map((piece) =>
    piece.repeat(Math.ceil(100_000 / piece.length)),
  );
}

/** A value of JSON like the one given, with a few parts exchanged, left out, or added. */
export function likeJson(valid: unknown): fc.Arbitrary<unknown> {
  const alien = fc.oneof(
    fc.constantFrom<unknown>(null, true, -1, 0.5, 1e308, 2 ** 53, [], {}, ...ODD),
    fc.jsonValue({ maxDepth: 2 }),
    // As JSON has it: a key of its own, not the object's prototype.
    fc.constantFrom(...MEANINGFUL).map((key) => JSON.parse(`{"${key}":{"polluted":true}}`) as unknown),
  );
  return fc
    .array(fc.tuple(fc.nat(), alien, fc.constantFrom('exchange', 'leave out', 'add', 'add key')), {
      minLength: 1,
      maxLength: 4,
    })
    .map((changes) => {
      const copy: unknown = JSON.parse(JSON.stringify({ root: valid }));
      for (const [at, value, how] of changes) change(copy, at, structuredClone(value), how);
      return (copy as { root?: unknown }).root;
    });
}

function change(root: unknown, at: number, value: unknown, how: string): void {
  const places: [Record<string, unknown>, string][] = [];
  const walk = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    for (const key of Object.keys(node)) {
      places.push([node as Record<string, unknown>, key]);
      walk((node as Record<string, unknown>)[key]);
    }
  };
  walk(root);
  const [parent, key] = places[at % places.length] ?? [{}, ''];
  const put = (name: string): void => {
    Object.defineProperty(parent, name, { value, enumerable: true, writable: true, configurable: true });
  };
  if (how === 'leave out' && !Array.isArray(parent)) delete parent[key];
  else if (how === 'add key' && !Array.isArray(parent)) put(MEANINGFUL[at % MEANINGFUL.length] ?? '');
  else if (how === 'add' && Array.isArray(parent)) parent.push(value);
  else put(key);
}

/**
 * Calls a reader, which may refuse what it is given, in one of the ways that it documents, and in bounded time, and may
 * do nothing to the world.
 * @returns What it read, or `refused`.
 */
export function readsOrRefuses<T>(
  read: () => T,
  ...refusals: readonly (new (
    ...args: never[]
  ) => Error)[]
): { readonly value: T } | 'refused' {
  const startedMs = performance.now();
  try {
    return { value: read() };
  } catch (error) {
    if (!refusals.some((refusal) => (error as Error).constructor === refusal)) throw error;
    return 'refused';
  } finally {
    expect(performance.now() - startedMs).toBeLessThan(LONGEST_MS);
    expectUnpolluted();
  }
}

/** Generous: the machine may be busy. What is to be found takes minutes. */
const LONGEST_MS = 10_000;

/** That nobody has changed what every object and array has. */
export function expectUnpolluted(): void {
  expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(OBJECT_KEYS);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  expect(([] as { polluted?: unknown }).polluted).toBeUndefined();
}

const OBJECT_KEYS = Object.getOwnPropertyNames(Object.prototype);
