import type { AnswerHeaders } from './exchange.js';

/** What an answer says of the limit on requests to its path. */
export interface RateLimitStanding {
  /** Requests that one user may send to one path within a minute. */
  readonly limit: number;
  /** How many of them are left. */
  readonly remaining: number;
}

/** The limit that an answer tells of; `null` where none is in force, or its headers were taken away on the way. */
export function rateLimitStanding(headers: AnswerHeaders): RateLimitStanding | null {
  const limit = wholeNumber(headers['x-ratelimit-limit']);
  const remaining = wholeNumber(headers['x-ratelimit-remaining']);
  return limit === null || remaining === null ? null : { limit, remaining };
}

function wholeNumber(header: string | string[] | undefined): number | null {
  return typeof header === 'string' && /^\d+$/.test(header) ? Number(header) : null;
}
