import type { IncomingMessage } from 'node:http';
import type { Difference } from '../compare/difference.js';
import type { ExchangeStep } from './conversation.js';

/** Headers that mean something to a client, as they were recorded. */
const HEADERS = ['content-type', 'x-coder-build-version', 'x-ratelimit-limit'];
const PRESENT = ['x-ratelimit-remaining', 'x-coder-request-id', 'date', 'vary'];

/** A job goes this way only. */
const PROGRESS: Readonly<Record<string, number>> = { pending: 0, running: 1, succeeded: 2 };

/** What was answered to a request. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
  readonly body: unknown;
}

/** The answer whose body has come. */
export function answerOf(incoming: IncomingMessage, text: string): Answer {
  const isJson = incoming.headers['content-type']?.startsWith('application/json') ?? false;
  return {
    status: incoming.statusCode ?? 0,
    headers: incoming.headers,
    text,
    body: isJson ? (JSON.parse(text) as unknown) : text,
  };
}

/** Headers that matter and are not as they were recorded. */
export function headerDifferences(step: ExchangeStep, { headers }: Answer): Difference[] {
  const differences: Difference[] = [];
  for (const path of HEADERS) {
    // Of some answers the recorder kept fewer headers.
    if (!(path in step.responseHeaders) && path !== 'content-type') continue;
    if (Object.keys(step.responseHeaders).length === 0) continue;
    const [recorded, actual] = [step.responseHeaders[path], headers[path]];
    if (recorded !== actual) differences.push({ path: `header ${path}`, recorded, actual });
  }
  for (const name of PRESENT) {
    if (headers[name] === undefined) {
      differences.push({ path: `header ${name}`, recorded: 'present', actual: undefined });
    }
  }
  return differences;
}

/** Whether the job of an answer has not yet got as far as the recorded one. */
export function isBehind(actual: unknown, recorded: unknown): boolean {
  const [now, then] = [progressOf(actual), progressOf(recorded)];
  return now !== undefined && then !== undefined && now < then;
}

function progressOf(body: unknown): number | undefined {
  const { job, latest_build, status, type } = (body ?? {}) as {
    readonly job?: { readonly status: string };
    readonly latest_build?: { readonly job: { readonly status: string } };
    readonly status?: string;
    readonly type?: string;
  };
  const ofJob = job?.status ?? latest_build?.job.status ?? (type === undefined ? undefined : status);
  return ofJob === undefined ? undefined : PROGRESS[ofJob];
}
