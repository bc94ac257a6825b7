import { z } from 'zod';
import type { JobStatus } from '../storm/index.js';
import { type Instant, parseInstant } from '../time/index.js';

/** Turns a parsed JSON value into one of our types. Throws {@link PayloadMismatch} for anything else. */
export type Decoder<T> = (value: unknown) => T;

/** A payload of another shape than Coder's; the message says in words which field is wrong and how. */
export class PayloadMismatch extends Error {
  constructor(problem: string) {
    super(problem);
    this.name = 'PayloadMismatch';
  }
}

/** A decoder from a schema of the wire format and the mapping of what fits it. */
export function decoder<P, T>(schema: z.ZodType<P>, map: (payload: P) => T): Decoder<T> {
  return (value) => {
    const parsed = schema.safeParse(value);
    if (!parsed.success) throw new PayloadMismatch(describeIssue(parsed.error.issues[0]));
    try {
      return map(parsed.data);
    } catch (error) {
      if (error instanceof RangeError) throw new PayloadMismatch(describeBadTime(value) ?? error.message);
      throw error;
    }
  };
}

/** The field of a JSON value that a path of keys leads to, in words. */
function fieldName(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'the whole answer';
  return path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '');
}

function describeIssue(issue: z.core.$ZodIssue | undefined): string {
  if (issue === undefined) return 'the whole answer has an unknown shape';
  const field = fieldName(issue.path);
  if (issue.code === 'invalid_type') return `${field} should be of type ${issue.expected}`;
  if (issue.code === 'invalid_value') return `${field} should be one of ${issue.values.join(', ')}`;
  return `${field} does not fit`;
}

/** Where the first timestamp stands that does not parse; only looked for once one of them has failed. */
function describeBadTime(value: unknown, path: readonly PropertyKey[] = []): string | null {
  if (typeof value === 'object' && value !== null) {
    const entries: readonly (readonly [PropertyKey, unknown])[] = Array.isArray(value)
      ? value.map((item, index) => [index, item])
      : Object.entries(value);
    for (const [key, item] of entries) {
      const found = describeBadTime(item, [...path, key]);
      if (found !== null) return found;
    }
    return null;
  }
  if (typeof value !== 'string' || !/_at$/.test(String(path.at(-1)))) return null;
  return instantFits(value) ? null : `${fieldName(path)} should be an RFC 3339 time`;
}

function instantFits(text: string): boolean {
  try {
    parseInstant(text);
    return true;
  } catch {
    return false;
  }
}

/** A time that older or newer servers may leave out, or give as `null` or an empty text. */
export function optionalInstant(text: string | null | undefined): Instant | null {
  return text == null || text === '' ? null : parseInstant(text);
}

const JOB_STATUSES: ReadonlySet<string> = new Set<JobStatus>([
  'pending',
  'running',
  'canceling',
  'succeeded',
  'failed',
  'canceled',
]);

/** A status that we do not know, of a newer server say, is `unknown`: not an error, and not an end. */
export function toJobStatus(text: string): JobStatus {
  return JOB_STATUSES.has(text) ? (text as JobStatus) : 'unknown';
}

export const transitionPayload = z.enum(['start', 'stop', 'delete']);

/** An array that a server may also give as `null` (Coder API contract: token and preset lists). */
export function listDecoder<P, T>(item: z.ZodType<P>, map: (payload: P) => T): Decoder<readonly T[]> {
  return decoder(z.array(item).nullish(), (items) => (items ?? []).map((each) => map(each)));
}
