import { parseInstant } from '../../time/index.js';
import { badSearch } from './terms.js';

/**
 * A time in a search, in microseconds since the epoch.
 * @throws Refusal with 400 if it is none.
 */
export function searchedUs(field: string, value: string): number {
  try {
    return parseInstant(value).us;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw badSearch([{ field, detail: 'Must be an RFC 3339 time in double quotes.' }]);
  }
}
