import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { RateDecision, RateLimiter } from '../rate-limiter.js';
import type { AppEnv } from './app-env.js';
import { Refusal } from './refusal.js';

const BYPASS_HEADER = 'X-Coder-Bypass-Ratelimit';
const TRUE = new Set(['1', 't', 'T', 'TRUE', 'true', 'True']);

/** What a limited client is told to wait, in seconds. */
const RETRY_AFTER = 60;

/** The limit on everything under the API's roots, and the fault that pretends it is reached. */
export const apiRateLimit = createMiddleware<AppEnv>(async (c, next) => {
  limit(c, c.var.deployment.apiLimiter);
  const { method, path } = c.req;
  const fault = c.var.deployment.faults.take('too_many_requests', { kind: 'request', method, path });
  if (fault !== null) throw tooManyRequests(fault.rule.retryAfterSeconds ?? RETRY_AFTER);
  await next();
});

/** The stricter limit on password logins. */
export const loginRateLimit = createMiddleware<AppEnv>(async (c, next) => {
  limit(c, c.var.deployment.loginLimiter);
  await next();
});

function limit(c: Context<AppEnv>, limiter: RateLimiter): void {
  if (limiter.isOff) return;
  const { realClock } = c.var.deployment;
  const session = c.get('session');
  const nowMs = realClock.nowMs();
  if (session.kind === 'signed_in' && TRUE.has(c.req.header(BYPASS_HEADER) ?? '')) {
    if (!session.user.isOwner) {
      throw new Refusal(428, 'Only owners may pass the rate limit.', { plainText: true });
    }
    tell(c, limiter.pass(nowMs));
    return;
  }
  const who = session.kind === 'signed_in' ? session.user.id : networkOf(c);
  const decision = limiter.take(`${who} ${c.req.path}`, nowMs);
  tell(c, decision);
  if (!decision.allowed) throw tooManyRequests(RETRY_AFTER);
}

function tell(c: Context<AppEnv>, decision: RateDecision): void {
  c.header('X-RateLimit-Limit', String(decision.limit));
  c.header('X-RateLimit-Remaining', String(decision.remaining));
  c.header('X-RateLimit-Reset', String(decision.resetSeconds));
}

function tooManyRequests(retryAfterSeconds: number): Refusal {
  return new Refusal(429, 'Too many requests to this path within a minute.', {
    headers: { 'Retry-After': String(retryAfterSeconds) },
  });
}

/** The client's address; of IPv6 the first 64 bits, which one machine can fill. */
function networkOf(c: Context<AppEnv>): string {
  const address = c.env.connection?.remoteAddress ?? 'unknown';
  if (!address.includes(':') || address.includes('.')) return address;
  const [head = '', tail] = address.split('::');
  const first = head === '' ? [] : head.split(':');
  const last = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: Math.max(0, 8 - first.length - last.length) }, () => '0');
  return [...first, ...zeros, ...last].slice(0, 4).join(':');
}
