import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { sampleAt } from '../../stats/index.js';
import { onAbort, sleep } from '../../time/index.js';
import type { AppEnv } from '../http/app-env.js';
import { encodeJson } from '../http/json.js';
import { Refusal } from '../http/refusal.js';
import type { FaultSubject } from './firings.js';
import type { FiredFault } from './injector.js';
import { brokenJson, truncatedJson } from './malformed-body.js';
import { OWN_ROUTES } from './own-routes.js';
import { slowBody } from './slow-body.js';

/** Statuses that a proxy in front of a server answers with, in its own words. */
const PROXY_STATUSES = new Set([502, 503, 504]);

/** What goes wrong with a request before it has any effect. */
export const faultsBefore = createMiddleware<AppEnv>(async (c, next) => {
  const { faults, restarts } = c.var.deployment;
  if (!c.req.path.startsWith(OWN_ROUTES) && (restarts.down !== null || faults.rules.length > 0)) {
    if (!(await passes(c))) {
      c.set('cut', true);
      return new Response(null);
    }
  }
  await next();
  return undefined;
});

/** @returns Whether the request goes on to its handler; otherwise its connection is gone. */
async function passes(c: Context<AppEnv>): Promise<boolean> {
  const { faults, restarts } = c.var.deployment;
  const subject = subjectOf(c);
  if (restarts.down !== null) return cut(c);
  const delay = faults.take('delay', subject);
  if (delay !== null && !(await waitFor(c, delay))) return cut(c);
  if (faults.take('reset', subject) !== null) return cut(c, 'reset');
  const restart = faults.take('restart', subject);
  if (restart !== null) {
    cut(c);
    restarts.restart(restart.rule);
    return false;
  }
  if (faults.take('stall', subject) !== null) {
    await untilGone(c);
    return cut(c);
  }
  const error = faults.take('server_error', subject);
  if (error !== null) throw serverError(error.rule.status);
  return true;
}

/** What goes wrong with an answer, once the request has had its effect. */
export async function faultsAfter(c: Context<AppEnv>): Promise<void> {
  const { deployment } = c.var;
  const { faults } = deployment;
  if (faults.rules.length === 0 || c.get('cut') || c.get('upgraded')) return;
  if (c.req.path.startsWith(OWN_ROUTES)) return;
  const subject = subjectOf(c);
  const delay = faults.take('delay', subject, 'after');
  if (delay !== null && !(await waitFor(c, delay))) {
    c.set('cut', true);
    return;
  }
  if (c.res.status < 400) await spoilSuccess(c, subject);
  if (c.get('cut') || c.res.body === null) return;
  const slow = faults.take('slow_body', subject);
  if (slow !== null) {
    const { realClock, ending } = deployment;
    const { bytesPerSecond = 100 } = slow.rule;
    replace(c, c.res.status, slowBody(c.res.body, bytesPerSecond, realClock, ending));
  }
}

async function spoilSuccess(c: Context<AppEnv>, subject: FaultSubject): Promise<void> {
  const { faults } = c.var.deployment;
  if (faults.take('lose_answer', subject) !== null) {
    c.set('cut', true);
    cut(c);
    return;
  }
  if (faults.take('stall', subject, 'after') !== null) {
    c.set('cut', true);
    await untilGone(c);
    cut(c);
    return;
  }
  const error = faults.take('server_error', subject, 'after');
  if (error !== null) {
    const { status, plainText, message, body } = serverError(error.rule.status);
    await c.res.body?.cancel();
    replace(c, status, plainText ? `${message}\n` : encodeJson(body));
    const type = plainText ? 'text/plain' : 'application/json';
    c.res.headers.set('Content-Type', `${type}; charset=utf-8`);
    return;
  }
  if (!/^application\/json\b/.test(c.res.headers.get('Content-Type') ?? '')) return;
  const malformed = faults.take('malformed_body', subject);
  if (malformed === null) return;
  const text = await c.res.text();
  replace(c, c.res.status, malformed.rule.how === 'broken' ? brokenJson(text) : truncatedJson(text));
}

function serverError(status = 500): Refusal {
  // The kind of fault allows only statuses that an answer can have.
  const known = status as ContentfulStatusCode;
  return PROXY_STATUSES.has(status)
    ? new Refusal(known, 'The upstream server does not answer.', { plainText: true })
    : new Refusal(known, 'Something went wrong in the server.', { detail: 'A fault on demand.' });
}

/** Sends another body with the same headers. */
function replace(c: Context<AppEnv>, status: number, body: string | ReadableStream<Uint8Array>): void {
  const headers = new Headers(c.res.headers);
  headers.delete('Content-Length');
  // A response that is set over another takes its headers.
  c.res = undefined;
  c.res = new Response(body, { status, headers });
}

/**
 * Waits as long as the fault says, but not once the deployment ends.
 * @returns Whether the client is still there.
 */
async function waitFor(c: Context<AppEnv>, { rule, draw }: FiredFault<'delay'>): Promise<boolean> {
  const { realClock, ending } = c.var.deployment;
  const gone = new AbortController();
  const unlisten = c.env.connection?.onClose?.(() => gone.abort()) ?? nothing;
  try {
    await sleep(realClock, sampleAt(rule.time, draw), AbortSignal.any([ending, gone.signal]));
  } catch {
    // Either of the two; the answer says which.
  } finally {
    unlisten();
  }
  return !gone.signal.aborted;
}

/** Waits until the client or the deployment goes. */
async function untilGone(c: Context<AppEnv>): Promise<void> {
  const { ending } = c.var.deployment;
  if (ending.aborted) return;
  await new Promise<void>((resolve) => {
    const unlisten = c.env.connection?.onClose?.(done) ?? nothing;
    const unfollow = onAbort(ending, done);
    function done(): void {
      unfollow();
      unlisten();
      resolve();
    }
  });
}

function cut(c: Context<AppEnv>, how: 'destroy' | 'reset' = 'destroy'): false {
  const { connection } = c.env;
  if (how === 'reset' && connection?.reset !== undefined) connection.reset();
  else connection?.destroy();
  return false;
}

function subjectOf(c: Context<AppEnv>): FaultSubject & { readonly kind: 'request' } {
  return { kind: 'request', method: c.req.method, path: c.req.path };
}

function nothing(): void {}
