import { z } from 'zod';
import { CoderApiError, NotCoderError } from './errors.js';
import type { Answer, Method } from './exchange.js';
import { parseRetryAfterMs } from './retry-policy.js';
import type { Secrets } from './secrets.js';

/** What a request was about, for the message of an error. */
export interface Asked {
  readonly method: Method;
  /** Path without its query. */
  readonly path: string;
  /** Where it was sent, e.g. `https://coder.example.com`. */
  readonly origin: string;
  readonly secrets: Secrets;
  readonly nowMs: number;
}

const errorBody = z.object({
  message: z.string(),
  detail: z.string().nullish(),
  validations: z.array(z.object({ field: z.string(), detail: z.string() })).nullish(),
});

const HINTS: ReadonlyMap<number, string> = new Map([
  [401, 'log in with `coder login`, or set CODER_SESSION_TOKEN to a token that is still valid'],
  [428, "only an owner's token may bypass the rate limit: use one, or do without the bypass"],
]);

/** Statuses that proxies in between give in the server's place, with a page of their own. */
const FROM_IN_BETWEEN: ReadonlySet<number> = new Set([429, 502, 503, 504]);
const LONGEST_RAW_TEXT = 200;
/** Of a body that is not Coder's only the beginning is looked at: it may be any size, and made to be slow to search. */
const SEARCHED_CHARS = 4_096;
/** Of a refusal's own texts: errors are kept, one for each workspace. */
const LONGEST_TEXT = 2_000;
const MOST_VALIDATIONS = 20;

/** The error for an answer whose status is not 2xx. */
export function errorFromAnswer(answer: Answer, asked: Asked): CoderApiError | NotCoderError {
  if (answer.status < 400) return redirected(answer, asked);
  if (isPage(answer) && !FROM_IN_BETWEEN.has(answer.status)) return notCoder(answer, asked);
  return apiError(answer, asked);
}

/** The refusal in an answer with a status of 400 or above, whether or not its body is Coder's. */
export function apiError(answer: Answer, asked: Asked): CoderApiError {
  const { status, headers } = answer;
  const parsed = errorBody.safeParse(parseJson(answer.body));
  const scrub = (text: string): string => cut(asked.secrets.scrub(text), LONGEST_TEXT);
  const hint = HINTS.get(status);
  return new CoderApiError({
    status,
    method: asked.method,
    path: scrub(asked.path),
    message: parsed.success ? scrub(parsed.data.message) : rawText(asked.secrets.scrub(answer.body)),
    detail: parsed.success && parsed.data.detail ? scrub(parsed.data.detail) : null,
    validations: (parsed.data?.validations ?? []).slice(0, MOST_VALIDATIONS).map(({ field, detail }) => ({
      field: scrub(field),
      detail: scrub(detail),
    })),
    requestId: scrubbed(headers['x-coder-request-id'], asked),
    retryAfterMs: parseRetryAfterMs(headers['retry-after'], headers['date'], asked.nowMs),
    ...(hint === undefined ? {} : { hint }),
  });
}

/** The error for a good answer that is not JSON, or JSON of another shape; `problem` says what does not fit. */
export function wrongShape(answer: Answer, asked: Asked, problem: string): NotCoderError {
  if (isPage(answer) || parseJson(answer.body) === undefined) return notCoder(answer, asked);
  return new NotCoderError(
    `${asked.secrets.scrub(`${asked.method} ${asked.path}`)}: the answer of ${asked.origin} is not what Coder gives here: ${asked.secrets.scrub(problem)}`,
    answer.status,
    { hint: 'check that --url is the address of a Coder deployment, and of a version that is supported' },
  );
}

/** Whether the answer is a web page rather than the API's. */
export function isPage(answer: Answer): boolean {
  return (single(answer.headers['content-type']) ?? '').includes('html');
}

function notCoder(answer: Answer, asked: Asked): NotCoderError {
  const type = scrubbed(answer.headers['content-type'], asked) ?? 'no content type';
  const page = asked.secrets.scrub(answer.body).slice(0, SEARCHED_CHARS);
  const title = /<title[^>]*>([^<]*)</i.exec(page)?.[1]?.replaceAll(/\s+/g, ' ').trim() ?? '';
  const what = isPage(answer) ? 'a web page' : `something that is not JSON (${type})`;
  const titled = title === '' ? '' : `, titled “${title.slice(0, LONGEST_RAW_TEXT)}”`;
  return new NotCoderError(
    `${asked.secrets.scrub(`${asked.method} ${asked.path}`)}: ${asked.origin} answered ${answer.status} with ${what}${titled}`,
    answer.status,
    {
      hint: "check --url: it must be the deployment's own address; if a login page stands in front of it, see --header",
      garbled: isGarbled(answer),
    },
  );
}

/** Whether the answer is meant as JSON and is none. */
function isGarbled(answer: Answer): boolean {
  const type = single(answer.headers['content-type']) ?? '';
  return /^application\/json\b/.test(type) && parseJson(answer.body) === undefined;
}

function redirected(answer: Answer, asked: Asked): NotCoderError {
  const location = single(answer.headers['location']) ?? '';
  const target = URL.canParse(location, asked.origin) ? new URL(location, asked.origin).origin : null;
  const elsewhere = target !== null && target !== 'null' && target !== asked.origin;
  return new NotCoderError(
    `${asked.secrets.scrub(`${asked.method} ${asked.path}`)}: ${asked.origin} redirects (${answer.status}) to ${asked.secrets.scrub(location).slice(0, LONGEST_RAW_TEXT) || 'nowhere'}`,
    answer.status,
    {
      hint: elsewhere
        ? `use the address it redirects to: --url ${asked.secrets.scrub(target)}`
        : 'something in front of the deployment may want a login of its own: see --header',
    },
  );
}

/** The value, or `undefined` for what is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function single(header: string | string[] | undefined): string | null {
  return (Array.isArray(header) ? header[0] : header) ?? null;
}

function scrubbed(header: string | string[] | undefined, asked: Asked): string | null {
  const text = single(header);
  return text === null ? null : cut(asked.secrets.scrub(text), LONGEST_RAW_TEXT);
}

/** @param body - Already scrubbed: what is cut or joined here would be recognized no longer. */
function rawText(body: string): string {
  const text = body
    .slice(0, SEARCHED_CHARS)
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
  if (text === '') return 'without saying why';
  return cut(text, LONGEST_RAW_TEXT);
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length)}…`;
}
