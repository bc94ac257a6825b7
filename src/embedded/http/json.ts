import type { Context, TypedResponse } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { JSONParsed } from 'hono/utils/types';

/** Characters that Go's encoder escapes although JSON allows them. */
const ESCAPED = /[<>&\u2028\u2029]/;
const ALL_ESCAPED = /[<>&\u2028\u2029]/g;

/** JSON as a Coder server writes it: HTML characters escaped, a line end after the value. */
export function encodeJson(value: unknown): string {
  const text = JSON.stringify(value);
  return `${ESCAPED.test(text) ? text.replace(ALL_ESCAPED, escapeCharacter) : text}\n`;
}

/** Answers with JSON. */
export function json<T, Status extends ContentfulStatusCode>(
  c: Context,
  status: Status,
  value: T,
): Response & TypedResponse<JSONParsed<T>, Status, 'json'> {
  const response = c.body(encodeJson(value), status, { 'Content-Type': 'application/json; charset=utf-8' });
  // The body's type is what `value` is as JSON; `c.body` cannot know that.
  return response as unknown as Response & TypedResponse<JSONParsed<T>, Status, 'json'>;
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
