import { ExplainedError } from '../../storm/index.js';

/** What is to be said of something that was thrown. */
export interface ThrownText {
  /** One line or more, never empty: why the run failed. */
  readonly reason: string;
  /** The same, with the stack where it was not an error written for people. */
  readonly detail: string;
}

/** Describes anything that can be thrown: an Error, a text, `undefined`, an object that resists being read. */
export function describeThrown(thrown: unknown): ThrownText {
  try {
    const reason = reasonOf(thrown);
    const stack = thrown instanceof Error && !(thrown instanceof ExplainedError) ? thrown.stack : undefined;
    return { reason, detail: stack ?? reason };
  } catch {
    const reason = 'the run threw something that cannot be described';
    return { reason, detail: reason };
  }
}

function reasonOf(thrown: unknown): string {
  if (thrown instanceof Error) {
    return thrown.message === '' ? thrown.name : thrown.message;
  }
  if (typeof thrown === 'string' && thrown !== '') {
    return thrown;
  }
  if (typeof thrown === 'object' && thrown !== null) {
    return `the run threw an object with the keys ${Object.keys(thrown).join(', ') || '(none)'}`;
  }
  return `the run threw ${thrown === '' ? 'an empty text' : String(thrown)}`;
}
