import { createMiddleware } from 'hono/factory';
import type { AppEnv } from './app-env.js';

/** Reads of each body the first JSON value and nothing behind it, as a Coder server does; `null` stands for no keys. */
export const readFirstJson = createMiddleware<AppEnv>(async (c, next) => {
  c.req.json = async <T>() => (parseFirstJson(await c.req.text()) ?? {}) as T;
  await next();
});

/**
 * The first JSON value of a text, whatever follows it.
 * @throws SyntaxError if it does not begin with one.
 */
export function parseFirstJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const end = endOfFirstValue(text);
    if (end === text.length) throw error;
    return JSON.parse(text.slice(0, end));
  }
}

/** Where the first value ends if it is well-formed: behind its closing bracket or quote, or behind its last letter. */
function endOfFirstValue(text: string): number {
  let depth = 0;
  let at = text.search(/\S/);
  while (at >= 0 && at < text.length) {
    const character = text[at] ?? '';
    const opens = '{['.includes(character);
    const closes = '}]'.includes(character);
    if (!opens && !closes && character !== '"' && depth === 0) return endOfWord(text, at);
    at = character === '"' ? endOfString(text, at) : at + 1;
    depth += Number(opens) - Number(closes);
    if (depth <= 0) return at;
  }
  return text.length;
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') return at + 1;
  }
  return text.length;
}

/** Behind a number, `true`, `false` or `null`. */
function endOfWord(text: string, start: number): number {
  const length = /^[\w+.-]*/.exec(text.slice(start))?.[0].length ?? 0;
  return start + length;
}
