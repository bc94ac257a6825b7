import type { RecordedResponse } from '../recordings.js';
import type { Answer } from '../wire/answer.js';
import type { Correspondence } from './correspondence.js';
import type { Difference } from './difference.js';

/** Headers that have to be as recorded, the text in our terms. */
const SAME = [
  'content-type',
  'vary',
  'x-content-type-options',
  'retry-after',
  'www-authenticate',
  'x-ratelimit-limit',
  'x-coder-build-version',
];

/** Headers that have their own value in every answer. The rules of every answer hold them to their form. */
const PRESENT = ['date', 'x-coder-request-id', 'x-ratelimit-remaining', 'x-ratelimit-reset'];

/** Told by all answers of which all headers were kept. */
const MARK_OF_COMPLETENESS = 'x-coder-request-id';

/** Every header that matters and is not as recorded. */
export function* compareHeaders(
  { status, headers: recorded }: RecordedResponse,
  actual: Answer['headers'],
  correspondence: Correspondence,
): Iterable<Difference> {
  for (const name of SAME) {
    const expected = recorded[name];
    if (expected == null) continue;
    const found = actual.get(name);
    if (found !== correspondence.translate(expected)) yield differenceAt(name, expected, found);
  }
  for (const name of PRESENT) {
    if (recorded[name] != null && !actual.has(name)) yield differenceAt(name, recorded[name], undefined);
  }
  if (status === 429 && actual.get('x-ratelimit-remaining') !== '0') {
    yield differenceAt('x-ratelimit-remaining', '0', actual.get('x-ratelimit-remaining'));
  }
  for (const name of [...SAME, ...PRESENT, 'sec-websocket-extensions']) {
    const absent = recorded[name] === null || (MARK_OF_COMPLETENESS in recorded && !(name in recorded));
    if (absent && actual.has(name)) yield differenceAt(name, undefined, actual.get(name));
  }
}

function differenceAt(name: string, recorded: unknown, actual: unknown): Difference {
  return { path: `header ${name}`, recorded, actual };
}
