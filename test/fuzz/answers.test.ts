import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorFromAnswer } from '../../src/codersdk/answer-errors.js';
import { parseAnnouncedClock } from '../../src/codersdk/deployment.js';
import { CoderApiError, NotCoderError } from '../../src/codersdk/errors.js';
import { type Decoder, PayloadMismatch } from '../../src/codersdk/payload.js';
import { parseRetryAfterMs } from '../../src/codersdk/retry-policy.js';
import { Secrets } from '../../src/codersdk/secrets.js';
import { decodeUpdate } from '../../src/codersdk/watch-all.js';
import { decoderOf } from '../codersdk/decoders.js';
import { exchanges } from '../codersdk/exchange-fixtures.js';
import { anyText, expectUnpolluted, likeJson, readsOrRefuses, runs } from './fuzz.js';

const ASKED = {
  method: 'GET',
  path: '/api/v2/users/me',
  origin: 'http://coder.example',
  secrets: new Secrets(['s3cret-token']),
  nowMs: 0,
} as const;

const ANSWERS = [...exchanges].flatMap(
  ([name, { request, response }]): [string, Decoder<unknown>, unknown][] => {
    const decode = response.status < 400 ? decoderOf(request) : undefined;
    return decode === undefined ? [] : [[name, decode, response.body]];
  },
);

describe('an answer like a recorded one', () => {
  it('has recorded ones to be like', () => {
    expect(ANSWERS.length).toBeGreaterThan(30);
  });

  it.each(ANSWERS)('%s is read, or refused as not Coder’s, and changes nothing', (_, decode, body) => {
    fc.assert(
      fc.property(likeJson(body), (payload) => {
        readsOrRefuses(() => decode(payload), PayloadMismatch);
      }),
      runs(8),
    );
  });
});

describe('a message of a watch', () => {
  const message = exchanges.get('069-watch-all-stop')?.response.messages?.[0]?.data;

  it('is an update with the texts that it says, or refused', () => {
    fc.assert(
      fc.property(likeJson(message), (payload) => {
        const read = readsOrRefuses(() => decodeUpdate(payload), PayloadMismatch);
        if (read === 'refused') return;
        expect(Object.values(read.value).map((field) => typeof field)).toEqual([
          ...['string', 'string', 'string', 'string', 'string', 'number'],
        ]);
      }),
      runs(120),
    );
  });
});

describe('an answer of any status, headers and body', () => {
  it('is an error for people, of bounded length', () => {
    const body = fc.oneof(
      anyText('{"message":"x","detail":null,"validations":[]}', '<html><title>x</title>'),
      fc.json(),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(200, 301, 302, 400, 401, 403, 404, 409, 429, 500, 503),
        fc.dictionary(
          fc.constantFrom('content-type', 'location', 'retry-after', 'date', 'x-coder-request-id'),
          fc.oneof(anyText('text/html', 'https://x.example/y', '120'), fc.array(fc.string())),
        ),
        body,
        (status, headers, text) => {
          const error = errorFromAnswer({ status, headers, body: text }, ASKED);
          expect(error instanceof CoderApiError || error instanceof NotCoderError).toBe(true);
          expect(error.message.length).toBeLessThan(10_000);
          expect(JSON.stringify([error.message, error.hint])).not.toContain('s3cret');
          expectUnpolluted();
        },
      ),
      runs(120),
    );
  });

  it('asks for a wait that is a time, or for none', () => {
    fc.assert(
      fc.property(
        anyText('120', 'Mon, 23 Nov 2026 09:31:00 GMT'),
        anyText('Mon, 23 Nov 2026 09:30:00 GMT'),
        (after, date) => {
          const waitMs = parseRetryAfterMs(after, date, Date.UTC(2026, 10, 23));
          expect(waitMs === null || waitMs >= 0).toBe(true);
        },
      ),
      runs(120),
    );
  });
});

describe('an announced clock', () => {
  it('is one that can be followed, or none', () => {
    fc.assert(
      fc.property(
        anyText('now=2026-11-23T09:31:00Z; scale=60', 'scale=1e300; now=9999-12-31T23:59:59Z'),
        (header) => {
          const clock = parseAnnouncedClock(header);
          if (clock === null) return;
          expect(clock.scale).toBeGreaterThan(0);
          expect(clock.scale).toBeLessThanOrEqual(600);
          expect(new Date(clock.nowMs).getUTCFullYear()).toBeGreaterThanOrEqual(2000);
        },
      ),
      runs(500),
    );
    expect(parseAnnouncedClock('now=2026-11-23T09:31:00Z; scale=1e300')).toBeNull();
    expect(parseAnnouncedClock('now=9999-12-31T23:59:59Z; scale=1')).toBeNull();
    expect(parseAnnouncedClock('now=2026-11-23T09:31:00Z; scale=600')).not.toBeNull();
  });
});
