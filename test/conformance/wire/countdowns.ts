import type { Answer, Asked } from './answer.js';

interface Reading {
  readonly reset: number;
  readonly remaining: number;
}

/**
 * What the answers to one user's requests to one path say remains of the limit. Within a minute it goes down; only
 * what was counted in the minute before fades meanwhile, so that a path is looked at in its first minute alone.
 */
export class Countdowns {
  readonly #first = new Map<string, number>();
  readonly #last = new Map<string, Reading>();

  /** What is wrong with the answer's headers after those before it. */
  *breaches(asked: Asked, { headers }: Answer): Iterable<string> {
    const remaining = Number(headers.get('x-ratelimit-remaining') ?? Number.NaN);
    const reset = Number(headers.get('x-ratelimit-reset') ?? Number.NaN);
    const names = Object.keys(asked.headers).map((name) => name.toLowerCase());
    if (Number.isNaN(remaining) || names.includes('authorization')) return;
    if (names.includes('x-coder-bypass-ratelimit')) {
      const limit = Number(headers.get('x-ratelimit-limit'));
      if (remaining !== limit - 1) yield `X-RateLimit-Remaining: ${remaining} of ${limit} past the limit`;
      return;
    }
    const bucket = `${asked.token ?? ''} ${asked.path.replace(/\?.*/, '')}`;
    const before = this.#last.get(bucket);
    this.#last.set(bucket, { reset, remaining });
    const firstReset = this.#first.get(bucket) ?? reset;
    this.#first.set(bucket, firstReset);
    if (before === undefined || firstReset !== reset) return;
    const expected = Math.max(0, before.remaining - 1);
    if (remaining > expected) yield `X-RateLimit-Remaining: ${remaining} after ${before.remaining}`;
  }
}
