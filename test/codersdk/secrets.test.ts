import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { apiError, errorFromAnswer, wrongShape } from '../../src/codersdk/answer-errors.js';
import type { Answer } from '../../src/codersdk/exchange.js';
import { Secrets } from '../../src/codersdk/secrets.js';

const secret = fc
  .string({ unit: 'grapheme-ascii', minLength: 4, maxLength: 40 })
  .filter((text) => /\S/.test(text));

/** Every text that a person may get to see of an error. */
function shown(error: Error & { hint?: string | undefined }): string {
  return JSON.stringify({ ...error, message: error.message, hint: error.hint });
}

describe('Secrets', () => {
  it('replaces every secret in a text', () => {
    const secrets = new Secrets(['s3cret-token', null, undefined, 'pass word/"1"']);
    expect(secrets.scrub('a s3cret-token b s3cret-token')).toBe('a [secret] b [secret]');
    expect(secrets.scrub('pass%20word%2F%221%22')).toBe('[secret]');
    expect(secrets.scrub('{"p":"pass word/\\"1\\""}')).toBe('{"p":"[secret]"}');
  });

  it('leaves no remainder of a secret that contains another', () => {
    expect(new Secrets(['abcdef', 'xxabcdefyy']).scrub('xxabcdefyy')).toBe('[secret]');
  });

  it('does not take apart texts for a secret of a letter or two', () => {
    expect(new Secrets(['a', '']).scrub('banana')).toBe('banana');
  });

  it('scrubs what is added later as well', () => {
    const secrets = new Secrets(['first-one']).and(['second-one']);
    expect(secrets.scrub('first-one second-one')).toBe('[secret] [secret]');
  });
});

describe('errors from answers', () => {
  it('never show a secret, wherever the server repeats it', () => {
    // Words of our own messages may happen to be equal to a generated secret.
    const ours = shown(errorFor({ status: 400, headers: {}, body: '' }, new Secrets([])));
    fc.assert(
      fc.property(
        secret.filter((text) => !ours.includes(JSON.stringify(text).slice(1, -1))),
        fc.constantFrom(302, 400, 401, 403, 404, 500, 502, 200),
        fc.boolean(),
        fc.string(),
        (token, status, asPage, around) => {
          const text = `${around}${token}${around}`;
          const answer: Answer = {
            status,
            headers: {
              'content-type': asPage ? 'text/html' : 'application/json',
              location: `https://elsewhere.example/${encodeURIComponent(token)}?t=${token}`,
              'x-coder-request-id': text,
            },
            body: asPage
              ? `<title>${text}</title>${text}`
              : JSON.stringify({ message: text, detail: text, validations: [{ field: text, detail: text }] }),
          };
          const all = shown(errorFor(answer, new Secrets([token])));
          // The hint names the origin of a redirect, which cannot hold the path.
          expect(all.includes(JSON.stringify(token).slice(1, -1))).toBe(false);
        },
      ),
    );
  });

  it('show no secret of a body that is not JSON', () => {
    const secrets = new Secrets(['s3cret-token']);
    const answer: Answer = { status: 500, headers: {}, body: 'header was: s3cret-token' };
    expect(apiError(answer, asked(secrets)).message).toContain('header was: [secret]');
  });

  it('show no part of a secret either where a body is cut off', () => {
    const secrets = new Secrets(['s3cret-token']);
    const padding = 'x'.repeat(190);
    const body = `${padding}s3cret-token`;
    expect(apiError({ status: 500, headers: {}, body }, asked(secrets)).message).not.toContain('s3');
    const headers = { location: body, 'content-type': 'text/html' };
    const page = { headers, body: `<title>${body}</title>` };
    expect(errorFromAnswer({ status: 302, ...page }, asked(secrets)).message).not.toContain('s3');
    expect(errorFromAnswer({ status: 404, ...page }, asked(secrets)).message).not.toContain('s3');
  });

  it('show no secret of several lines in a body that is not JSON', () => {
    const secrets = new Secrets(['first line\nsecond line']);
    const answer: Answer = { status: 400, headers: {}, body: 'value: first line\nsecond line' };
    expect(apiError(answer, asked(secrets)).message).not.toContain('line');
  });
});

function asked(secrets: Secrets): Parameters<typeof errorFromAnswer>[1] {
  return { method: 'GET', path: '/api/v2/users/me', origin: 'http://coder.example', secrets, nowMs: 0 };
}

function errorFor(answer: Answer, secrets: Secrets): Error & { hint?: string | undefined } {
  return answer.status === 200
    ? wrongShape(answer, asked(secrets), answer.body)
    : errorFromAnswer(answer, asked(secrets));
}
