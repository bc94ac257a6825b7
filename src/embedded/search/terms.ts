import { Refusal, type Validation } from '../http/refusal.js';

/** The terms of a search: a value for each key, in lower case. */
export type SearchTerms = ReadonlyMap<string, string>;

/**
 * Reads a search text (Coder API contract, `q` grammar): terms separated by spaces, `key:value` or a bare word, double
 * quotes around what holds spaces or colons; all in lower case.
 *
 * @param bareTerms - What a bare word means.
 * @throws Refusal with 400 if a term is malformed, or a key comes twice.
 */
export function parseTerms(
  text: string,
  bareTerms: (word: string) => readonly (readonly [string, string])[],
): SearchTerms {
  const terms = new Map<string, string>();
  for (const element of splitOutsideQuotes(text.toLowerCase(), ' ')) {
    if (element === '') continue;
    for (const [key, value] of termsOf(element, bareTerms)) {
      if (terms.has(key)) throw badSearch([{ field: key, detail: 'May be given once.' }]);
      terms.set(key, value);
    }
  }
  return terms;
}

/** 400 for a search, with what is wrong in it. */
export function badSearch(validations: readonly Validation[]): Refusal {
  return new Refusal(400, 'The search is not valid.', { validations });
}

function termsOf(
  element: string,
  bareTerms: (word: string) => readonly (readonly [string, string])[],
): readonly (readonly [string, string])[] {
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
