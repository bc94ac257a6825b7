import type { UniformDraw } from '../stats/index.js';
import { isLasting } from './connection-failure.js';
import { CoderApiError, ConnectionError, NotCoderError } from './errors.js';
import type { Method } from './exchange.js';

/** How long and how often a request is repeated; all times are real, in milliseconds. */
export interface RetryLimits {
  /** Tries in all, the first one included. Refusals by a rate limit do not count: they were not tries. */
  readonly attempts: number;
  /** No further try begins later than this after the first. */
  readonly totalMs: number;
  /** The same where the last refusal was a rate limit. */
  readonly rateLimitTotalMs: number;
  /** Upper end of the first delay's interval; doubles with every try. */
  readonly firstDelayMs: number;
  readonly longestDelayMs: number;
  /** A server that asks for a longer wait than this is not waited for. */
  readonly longestRetryAfterMs: number;
}

export const RETRY_LIMITS: RetryLimits = {
  attempts: 6,
  totalMs: 120_000,
  rateLimitTotalMs: 900_000,
  firstDelayMs: 500,
  longestDelayMs: 8_000,
  longestRetryAfterMs: 120_000,
};

/** The tries so far of one call. */
export interface Tries {
  /** Those that were not refused by a rate limit, the last one included. */
  readonly counted: number;
  /** All of them. */
  readonly made: number;
  readonly elapsedMs: number;
}

/** What a server says that stumbles or is away, and may do better the next time. */
const PASSING: ReadonlySet<number> = new Set([500, 502, 503, 504]);

/**
 * Whether sending the request again can neither do its work twice nor hide a refusal.
 *
 * | failure | GET, PUT, DELETE | POST, PATCH |
 * |---|---|---|
 * | never delivered | again | again |
 * | a certificate or a proxy's login is wrong | no | no |
 * | answer lost or late | again | the caller looks by name |
 * | answer cut short or broken: meant as JSON, and none | again | the caller looks by name |
 * | 429 | again | again: refused before it was handled |
 * | 503 with Retry-After | again | again |
 * | 500, 502, 503, 504 | again | the caller looks by name |
 * | any other answer | no | no |
 */
export function mayRepeat(method: Method, failure: unknown): boolean {
  const repeatable = method === 'GET' || method === 'PUT' || method === 'DELETE';
  if (failure instanceof ConnectionError) {
    return (repeatable || failure.delivered === 'no') && !isLasting(failure);
  }
  if (failure instanceof NotCoderError) return repeatable && failure.garbled;
  if (!(failure instanceof CoderApiError)) return false;
  if (failure.status === 429) return true;
  if (failure.status === 503 && failure.retryAfterMs !== null) return true;
  return repeatable && PASSING.has(failure.status);
}

/**
 * How long to wait before the next try; `null` for no further try. What the server asks for, and on top of it a draw
 * from an interval that doubles with every try (full jitter), so that many clients do not come back at once.
 */
export function retryDelayMs(
  method: Method,
  failure: unknown,
  tries: Tries,
  random: UniformDraw,
  limits: RetryLimits,
): number | null {
  if (!mayRepeat(method, failure)) return null;
  if (tries.counted >= limits.attempts) return null;
  const askedMs = failure instanceof CoderApiError ? (failure.retryAfterMs ?? 0) : 0;
  if (askedMs > limits.longestRetryAfterMs) return null;
  const interval = Math.min(limits.longestDelayMs, limits.firstDelayMs * 2 ** (tries.made - 1));
  const delayMs = askedMs + random() * interval;
  const totalMs = isRateLimit(failure) ? limits.rateLimitTotalMs : limits.totalMs;
  return tries.elapsedMs + delayMs > totalMs ? null : delayMs;
}

export function isRateLimit(failure: unknown): boolean {
  return failure instanceof CoderApiError && failure.status === 429;
}

/**
 * `Retry-After` in milliseconds; `null` when absent or unreadable. A date is taken relative to the answer's own `Date`
 * where there is one, so that a wrong clock here does not matter.
 */
export function parseRetryAfterMs(
  retryAfter: string | string[] | undefined,
  date: string | string[] | undefined,
  nowMs: number,
): number | null {
  const text = first(retryAfter)?.trim() ?? '';
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  // Date.parse also makes times of numbers; an HTTP date begins with a weekday.
  const atMs = /^[A-Za-z]/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(atMs)) return null;
  const answeredMs = Date.parse(first(date) ?? '');
  return Math.max(0, atMs - (Number.isNaN(answeredMs) ? nowMs : answeredMs));
}

function first(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}
