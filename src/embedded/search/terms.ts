import { Refusal, type Validation } from '../http/refusal.js';

/** The terms of a search: a value for each key, in lower case. */
export type SearchTerms = ReadonlyMap<string, string>;

/** A key and its value, in lower case. */
export type SearchTerm = readonly [key: string, value: string];

const NONE: ReadonlySet<string> = new Set();

/**
 * Reads a search text (Coder API contract, `q` grammar): terms separated by spaces, `key:value` or a bare word, double
 * quotes around what holds spaces or colons; all in lower case.
 *
 * @param bareTerms - What a bare word means.
 * @throws Refusal with 400 if a term is malformed, or a key comes twice.
 */
export function parseTerms(text: string, bareTerms: (word: string) => readonly SearchTerm[]): SearchTerms {
  return new Map(listTerms(text, bareTerms, NONE));
}

/** As {@link parseTerms}, for searches with keys that may come more than once: `repeatable`. In the text's order. */
export function listTerms(
  text: string,
  bareTerms: (word: string) => readonly SearchTerm[],
  repeatable: ReadonlySet<string>,
): readonly SearchTerm[] {
  const terms: SearchTerm[] = [];
  const seen = new Set<string>();
  for (const element of splitOutsideQuotes(text.toLowerCase(), ' ')) {
    if (element === '') continue;
    for (const [key, value] of termsOf(element, bareTerms)) {
      if (seen.has(key) && !repeatable.has(key)) {
        throw badSearch([{ field: key, detail: 'May be given once.' }]);
      }
      seen.add(key);
      terms.push([key, value]);
    }
  }
  return terms;
}

/** Refuses what no search of its kind understands. @throws Refusal with 400 that names every unknown key. */
export function requireKnown(terms: readonly SearchTerm[], known: Readonly<Record<string, unknown>>): void {
  const unknown = terms.filter(([key]) => !Object.hasOwn(known, key));
  if (unknown.length === 0) return;
  throw badSearch(unknown.map(([field]) => ({ field, detail: 'There is no such key.' })));
}

/** 400 for a search, with what is wrong in it. */
export function badSearch(validations: readonly Validation[]): Refusal {
  return new Refusal(400, 'The search is not valid.', { validations });
}

function termsOf(element: string, bareTerms: (word: string) => readonly SearchTerm[]): readonly SearchTerm[] {
  if (element.startsWith(':') || element.endsWith(':')) {
    throw badSearch([{ field: 'q', detail: `${JSON.stringify(element)} starts or ends with a colon.` }]);
  }
  const [key = '', value, ...more] = splitOutsideQuotes(element, ':');
  if (more.length > 0) {
    throw badSearch([{ field: 'q', detail: `${JSON.stringify(element)} has more than one colon.` }]);
  }
  return value === undefined ? bareTerms(unquoted(key)) : [[key, unquoted(value)]];
}

function splitOutsideQuotes(text: string, separator: string): string[] {
  const parts = [''];
  let quoted = false;
  for (const character of text) {
    if (character === '"') quoted = !quoted;
    if (character === separator && !quoted) parts.push('');
    else parts.push((parts.pop() ?? '') + character);
  }
  return parts;
}

function unquoted(text: string): string {
  return text.replaceAll('"', '');
}
