import type { Context, ErrorHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { z } from 'zod';
import type { AppEnv } from './app-env.js';
import { encodeJson } from './json.js';
import { noRoute, Refusal, type Validation } from './refusal.js';

/** Sends what a handler threw, in Coder's shape. */
export const answerError: ErrorHandler<AppEnv> = (error, c) => {
  if (error instanceof Refusal) return answerRefusal(c, error);
  if (error instanceof HTTPException) {
    return answerRefusal(
      c,
      new Refusal(400, 'The request body must be JSON.', { detail: 'It cannot be read as JSON.' }),
    );
  }
  return answerRefusal(c, new Refusal(500, 'Something went wrong in the server.', { detail: error.message }));
};

/** Answers for a path that no route has. */
export function answerNoRoute(c: Context<AppEnv>): Response {
  return answerRefusal(c, noRoute());
}

/** 400 for a request that does not fit its route's schemas: every wrong field at once. */
export function invalidRequest(error: z.ZodError): Refusal {
  const validations: Validation[] = [];
  for (const issue of error.issues) {
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys) validations.push({ field: key, detail: 'There is no such parameter.' });
    } else {
      validations.push({ field: issue.path.join('.'), detail: detailOf(issue) });
    }
  }
  return new Refusal(400, 'The request is not valid.', { validations });
}

/** Words for people, also where a schema has none of its own. */
function detailOf({ code, message, ...issue }: z.core.$ZodIssue): string {
  if (!/^(Invalid|Too|Unrecognized)\b/.test(message)) return message;
  return code === 'invalid_type' && 'expected' in issue
    ? `must be of type ${issue.expected}`
    : 'is not valid';
}

function answerRefusal(c: Context<AppEnv>, refusal: Refusal): Response {
  const body = refusal.plainText ? `${refusal.message}\n` : encodeJson(refusal.body);
  const type = refusal.plainText ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8';
  return c.body(body, refusal.status, { ...refusal.headers, 'Content-Type': type });
}
