import type { Answer, Asked } from './answer.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Misuse of the bypass, and of ours a body that is too long, are told before the limit counts the request. */
const BEFORE_THE_LIMIT = [428, 413];

/**
 * What is wrong with an answer whatever was asked: a 5xx, a header missing that every answer has, a body in another
 * form than the encoder's. The contract lists no 5xx for anything that the suite asks.
 */
export function* ruleBreaches(asked: Asked, answer: Answer, requestIds: Set<string>): Iterable<string> {
  const { status, headers, text } = answer;
  if (status >= 500) yield `a status that the contract does not list; body ${text.slice(0, 200)}`;
  if (headers.get('x-content-type-options') !== 'nosniff') yield 'no X-Content-Type-Options: nosniff';
  if (headers.get('vary') !== 'Origin, Cookie') yield `Vary: ${headers.get('vary')}`;
  if (!/^v\d+\.\d+\.\d+/.test(headers.get('x-coder-build-version') ?? '')) yield 'no X-Coder-Build-Version';
  if (Number.isNaN(Date.parse(headers.get('date') ?? ''))) yield 'no Date';
  yield* requestIdBreaches(headers.get('x-coder-request-id'), requestIds);
  if (asked.path.startsWith('/api/') && !BEFORE_THE_LIMIT.includes(status)) yield* rateLimitBreaches(headers);
  yield* bodyBreaches(answer);
}

function* requestIdBreaches(id: string | undefined, seen: Set<string>): Iterable<string> {
  if (id === undefined || !UUID.test(id)) yield `X-Coder-Request-Id: ${id}`;
  else if (seen.has(id)) yield `X-Coder-Request-Id ${id} twice`;
  else seen.add(id);
}

function* rateLimitBreaches(headers: Answer['headers']): Iterable<string> {
  const [limit, remaining, reset] = ['limit', 'remaining', 'reset'].map((name) =>
    Number(headers.get(`x-ratelimit-${name}`) ?? Number.NaN),
  );
  if (limit === undefined || !(limit > 0)) yield `X-RateLimit-Limit: ${limit}`;
  else if (!(remaining !== undefined && remaining >= 0 && remaining < limit)) {
    yield `X-RateLimit-Remaining: ${remaining} of ${limit}`;
  }
  if (!(reset !== undefined && reset % 60 === 0))
    yield `X-RateLimit-Reset: ${reset}, not the end of a minute`;
}

function* bodyBreaches({ status, headers, text, socket }: Answer): Iterable<string> {
  const type = headers.get('content-type');
  if (status === 204 && (text !== '' || type !== undefined)) yield 'a body without content';
  if (socket !== undefined || type === undefined || !type.startsWith('application/json')) return;
  if (type !== 'application/json; charset=utf-8') yield `Content-Type: ${type}`;
  if (!/[^\n]\n$/.test(text)) yield 'JSON that does not end with one line end';
  if (/[<>&\u2028\u2029]/.test(text)) yield 'JSON with characters that the encoder escapes';
}
