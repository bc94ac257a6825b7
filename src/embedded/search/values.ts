import { badSearch } from './terms.js';

/** Ways to write yes and no, as Go reads them, in lower case. */
const YES = new Set(['1', 't', 'true']);
const NO = new Set(['0', 'f', 'false']);

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A yes or no in a search. @throws Refusal with 400 if it is neither. */
export function searchedFlag(field: string, value: string): boolean {
  if (YES.has(value)) return true;
  if (NO.has(value)) return false;
  throw badSearch([{ field, detail: 'Must be true or false.' }]);
}

/** UUIDs in a search, with commas in between. @throws Refusal with 400 if something else is among them. */
export function searchedIds(field: string, value: string): ReadonlySet<string> {
  const ids = listOf(value);
  if (ids.every((id) => UUID.test(id))) return new Set(ids);
  throw badSearch([{ field, detail: 'Must be UUIDs, with commas in between.' }]);
}

/** Words in a search, with commas in between. @throws Refusal with 400 if one of them is not `known`. */
export function searchedWords<Word extends string>(
  field: string,
  value: string,
  known: readonly Word[],
): ReadonlySet<Word> {
  const words: readonly string[] = known;
  const isKnown = (word: string): word is Word => words.includes(word);
  const given = listOf(value);
  if (given.every(isKnown)) return new Set(given);
  throw badSearch([{ field, detail: `Must be of: ${known.join(', ')}.` }]);
}

function listOf(value: string): string[] {
  return value.split(',').map((item) => item.trim());
}
