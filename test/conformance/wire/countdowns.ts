import type { Answer, Asked } from './answer.js';

const MINUTE_S = 60;

interface Reading {
  readonly reset: number;
  readonly remaining: number;
}

/**
 * What the answers to one user's requests to one path say remains of the limit. Within a minute every request takes
 * one; only what was counted in the minute before fades meanwhile, so that a path is looked at in its first minute
 * alone.
 */
export class Countdowns {
  readonly #isOurs: boolean;
  readonly #timeScale: number;
  readonly #first = new Map<string, number>();
  readonly #last = new Map<string, Reading>();

  /** Of somebody else's deployment several servers may count, each for itself, and somebody else may ask. */
  constructor({ isOurs, timeScale }: { readonly isOurs: boolean; readonly timeScale: number }) {
    this.#isOurs = isOurs;
    this.#timeScale = timeScale;
  }

  /** What is wrong with the answer's headers, by themselves and after those before it. */
  *breaches(asked: Asked, { status, headers }: Answer): Iterable<string> {
    const remaining = Number(headers.get('x-ratelimit-remaining') ?? Number.NaN);
    const reset = Number(headers.get('x-ratelimit-reset') ?? Number.NaN);
    if (Number.isNaN(remaining)) return;
    yield* this.#resetBreaches(reset, headers.get('date') ?? '');
    const names = Object.keys(asked.headers).map((name) => name.toLowerCase());
    if (names.includes('authorization')) return;
    if (names.includes('x-coder-bypass-ratelimit')) {
      const limit = Number(headers.get('x-ratelimit-limit'));
      if (remaining !== limit - 1) yield `X-RateLimit-Remaining: ${remaining} of ${limit} past the limit`;
      return;
    }
    // Whoever is not let in is counted by address.
    const who = status === 401 ? '' : (asked.token ?? '');
    const bucket = `${who} ${asked.path.replace(/\?.*/, '')}`;
    const before = this.#last.get(bucket);
    this.#last.set(bucket, { reset, remaining });
    const firstReset = this.#first.get(bucket) ?? reset;
    this.#first.set(bucket, firstReset);
    if (before === undefined || firstReset !== reset) return;
    const expected = Math.max(0, before.remaining - 1);
    if (this.#isOurs ? remaining !== expected : remaining > expected) {
      yield `X-RateLimit-Remaining: ${remaining} after ${before.remaining}`;
    }
  }

  /** The limit counts in real minutes, which the date shows where the clock is not made to go faster. */
  *#resetBreaches(reset: number, date: string): Iterable<string> {
    if (this.#timeScale !== 1) return;
    const dateS = Date.parse(date) / 1_000;
    // The next second may have come between the two.
    const ends = [dateS, dateS + 1].map((second) => (Math.floor(second / MINUTE_S) + 1) * MINUTE_S);
    if (!ends.includes(reset)) yield `X-RateLimit-Reset: ${reset}, not the end of the minute of ${date}`;
  }
}
