import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CoderApiError, ConnectionError, NotCoderError } from '../../src/codersdk/errors.js';
import type { Method } from '../../src/codersdk/exchange.js';
import {
  mayRepeat,
  parseRetryAfterMs,
  RETRY_LIMITS,
  retryDelayMs,
  type Tries,
} from '../../src/codersdk/retry-policy.js';

function refused(status: number, retryAfterMs: number | null = null): CoderApiError {
  return new CoderApiError({
    status,
    method: 'GET',
    path: '/',
    message: 'no',
    detail: null,
    validations: [],
    requestId: null,
    retryAfterMs,
  });
}

const METHODS: readonly Method[] = ['GET', 'PUT', 'DELETE', 'POST', 'PATCH'];
const firstTry: Tries = { counted: 1, made: 1, elapsedMs: 0 };

describe('mayRepeat', () => {
  it.each<[string, unknown, readonly Method[]]>([
    ['a request that was never delivered', new ConnectionError('', 'no'), METHODS],
    ['a request whose answer was lost', new ConnectionError('', 'maybe'), ['GET', 'PUT', 'DELETE']],
    [
      'a request over a connection that is not trusted',
      new ConnectionError('', 'no', {
        cause: Object.assign(new Error(), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }),
      }),
      [],
    ],
    ['429', refused(429), METHODS],
    ['500', refused(500), ['GET', 'PUT', 'DELETE']],
    ['502', refused(502), ['GET', 'PUT', 'DELETE']],
    ['503', refused(503), ['GET', 'PUT', 'DELETE']],
    ['503 that asks to come back', refused(503, 1_000), METHODS],
    ['504', refused(504), ['GET', 'PUT', 'DELETE']],
    ['409', refused(409), []],
    ['404', refused(404), []],
    ['401', refused(401), []],
    ['an answer that is not Coder’s', new NotCoderError('', 200), []],
    ['an answer that is cut short', new NotCoderError('', 200, { garbled: true }), ['GET', 'PUT', 'DELETE']],
    ['anything else', new Error('bug'), []],
  ])('repeats %s exactly for the methods where it does no harm', (_, failure, methods) => {
    expect(METHODS.filter((method) => mayRepeat(method, failure))).toEqual(methods);
  });
});

describe('retryDelayMs', () => {
  const delay = (failure: unknown, tries: Tries, draw = 1): number | null =>
    retryDelayMs('GET', failure, tries, () => draw, RETRY_LIMITS);

  it('doubles the interval with every try, up to a limit', () => {
    const delays = [1, 2, 3, 4, 5].map((made) => delay(refused(503), { counted: made, made, elapsedMs: 0 }));
    expect(delays).toEqual([500, 1_000, 2_000, 4_000, 8_000]);
    expect(delay(refused(429), { counted: 1, made: 90, elapsedMs: 0 })).toBe(8_000);
  });

  it('draws from the whole interval (full jitter)', () => {
    expect(delay(refused(503), firstTry, 0)).toBe(0);
    expect(delay(refused(503), firstTry, 0.5)).toBe(250);
  });

  it('waits at least as long as the server asks', () => {
    expect(delay(refused(429, 60_000), firstTry, 0)).toBe(60_000);
    expect(delay(refused(429, 60_000), firstTry, 1)).toBe(60_500);
  });

  it('gives up when the server asks for more than it is worth', () => {
    expect(delay(refused(429, RETRY_LIMITS.longestRetryAfterMs), firstTry)).not.toBeNull();
    expect(delay(refused(429, RETRY_LIMITS.longestRetryAfterMs + 1), firstTry)).toBeNull();
  });

  it('gives up after the last try', () => {
    const tries = { made: 6, elapsedMs: 0 };
    expect(delay(refused(503), { ...tries, counted: RETRY_LIMITS.attempts - 1 })).not.toBeNull();
    expect(delay(refused(503), { ...tries, counted: RETRY_LIMITS.attempts })).toBeNull();
  });

  it('is patient with a rate limit, and ends all the same', () => {
    const late = { counted: 0, made: 9, elapsedMs: RETRY_LIMITS.totalMs + 1 };
    expect(delay(refused(503), late)).toBeNull();
    expect(delay(refused(429, 60_000), late)).not.toBeNull();
    expect(delay(refused(429, 60_000), { ...late, elapsedMs: RETRY_LIMITS.rateLimitTotalMs })).toBeNull();
  });

  it('never lets a try begin after the total time', () => {
    fc.assert(
      fc.property(
        fc.nat(1_000_000),
        fc.integer({ min: 1, max: 40 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        fc.constantFrom(429, 500, 502, 503),
        fc.option(fc.nat(200_000)),
        (elapsedMs, made, draw, status, retryAfterMs) => {
          const delayMs = delay(refused(status, retryAfterMs), { counted: 1, made, elapsedMs }, draw);
          const total = status === 429 ? RETRY_LIMITS.rateLimitTotalMs : RETRY_LIMITS.totalMs;
          if (delayMs !== null) {
            expect(delayMs).toBeGreaterThanOrEqual(retryAfterMs ?? 0);
            expect(elapsedMs + delayMs).toBeLessThanOrEqual(total);
          }
        },
      ),
    );
  });
});

describe('parseRetryAfterMs', () => {
  const now = Date.UTC(2026, 10, 23, 22, 44, 0);

  it.each([
    ['60', undefined, 60_000],
    [' 5 ', undefined, 5_000],
    ['0', undefined, 0],
    ['Mon, 23 Nov 2026 22:45:00 GMT', undefined, 60_000],
    ['Mon, 23 Nov 2026 22:43:00 GMT', undefined, 0],
    ['Mon, 23 Nov 2026 23:00:10 GMT', 'Mon, 23 Nov 2026 23:00:00 GMT', 10_000],
    ['soon', undefined, null],
    ['-5', undefined, null],
    ['', undefined, null],
    [undefined, undefined, null],
  ])('reads %s, answered at %s, as %s ms', (header, date, expected) => {
    expect(parseRetryAfterMs(header, date, now)).toBe(expected);
  });
});
