import type { RecordedResponse } from '../recordings.js';
import type { Answer } from '../wire/answer.js';
import { compareBodies } from './bodies.js';
import type { Correspondence } from './correspondence.js';
import type { Difference } from './difference.js';
import type { FreeValueRule } from './free-values.js';
import { compareHeaders } from './headers.js';
import { compareSnapshots } from './snapshots.js';
import { compareSocket } from './sockets.js';

/** What of one exchange follows from nothing in the conversation. */
export interface Leeway {
  readonly free?: readonly FreeValueRule[];
  /** Brings items into an order in which they compare; applied to both bodies. */
  readonly align?: (body: unknown) => unknown;
}

/** Everything in which an answer differs from the recorded one. */
export function compareAnswers(
  recorded: RecordedResponse,
  answer: Answer,
  correspondence: Correspondence,
  { free, align }: Leeway = {},
): readonly Difference[] {
  if (answer.status !== recorded.status) {
    const note = answer.text.slice(0, 300);
    return [{ path: 'status', recorded: recorded.status, actual: answer.status, note }];
  }
  const differences = [...compareHeaders(recorded, answer.headers, correspondence)];
  if (recorded.stream !== undefined) {
    differences.push(...compareSnapshots(recorded.stream, answer.text, correspondence, free));
  } else if (recorded.messages !== undefined) {
    differences.push(...compareSocket(recorded, answer, correspondence, free));
  } else {
    const body = 'body_part' in recorded ? recorded.body_part : recorded.body;
    const [one, other] = align === undefined ? [body, answer.body] : [align(body), align(answer.body)];
    differences.push(...compareBodies(one, other, correspondence, free));
  }
  return differences;
}
