import type { Context } from 'hono';
import { getCookie } from 'hono/cookie';
import { createMiddleware } from 'hono/factory';
import type { AppEnv, Session } from './app-env.js';
import { Refusal } from './refusal.js';

/** Name of the token in cookies and in the query. */
const TOKEN_NAME = 'coder_session_token';
const TOKEN_HEADER = 'Coder-Session-Token';

/** Users count as seen anew once in this time. */
const SEEN_RESOLUTION_US = 3600e6;

/**
 * Finds out who asks, for every request, signed in or not. A token of a dormant user activates the user. Refuses
 * only what would be forged with a cookie; missing or wrong tokens are refused by {@link signedIn}.
 */
export const findSession = createMiddleware<AppEnv>(async (c, next) => {
  refuseForgedRequest(c);
  c.set('session', sessionOf(c));
  await next();
});

/** Refuses who is not signed in (401). Routes behind it find `user` and `key`. */
export const signedIn = createMiddleware<
  AppEnv & { Variables: { user: UserOf<Session>; key: KeyOf<Session> } }
>(async (c, next) => {
  const session = c.get('session');
  if (session.kind === 'anonymous') throw session.refusal;
  c.set('user', session.user);
  c.set('key', session.key);
  await next();
});

type SignedIn<S> = Extract<S, { kind: 'signed_in' }>;
type UserOf<S> = SignedIn<S> extends { user: infer User } ? User : never;
type KeyOf<S> = SignedIn<S> extends { key: infer Key } ? Key : never;

function sessionOf(c: Context<AppEnv>): Session {
  const { deployment } = c.var;
  const nowUs = deployment.driver.begin();
  const token = tokenOf(c);
  if (token === null) return anonymous(c, 'The request has neither cookie nor token.');
  const check = deployment.keys.use(nowUs, token);
  if (check.kind === 'invalid') return anonymous(c, check.reason);
  const { key } = check;
  if (key.user.status === 'suspended') {
    return { kind: 'anonymous', refusal: unauthorized(c, 'Your account is suspended.') };
  }
  deployment.users.seen(nowUs, key.user, SEEN_RESOLUTION_US);
  return { kind: 'signed_in', user: key.user, key };
}

/** The places of a token, first hit wins (Coder API contract, authentication). */
function tokenOf(c: Context<AppEnv>): string | null {
  return (
    getCookie(c, TOKEN_NAME) ||
    c.req.query(TOKEN_NAME) ||
    c.req.header(TOKEN_HEADER) ||
    bearerOf(c) ||
    c.req.query('access_token') ||
    null
  );
}

function bearerOf(c: Context<AppEnv>): string | undefined {
  return /^Bearer +(\S+)$/i.exec(c.req.header('Authorization') ?? '')?.[1];
}

/** A browser adds cookies to other sites' requests; whoever knows the token can say it once more. */
function refuseForgedRequest(c: Context<AppEnv>): void {
  if (c.req.method === 'GET' || c.req.method === 'HEAD') return;
  const cookie = getCookie(c, TOKEN_NAME);
  if (!cookie) return;
  const echoes = [
    c.req.header(TOKEN_HEADER),
    c.req.query(TOKEN_NAME),
    c.req.query('access_token'),
    bearerOf(c),
  ];
  if (!echoes.includes(cookie)) {
    throw new Refusal(400, 'The session cookie came without the token in a header.', { plainText: true });
  }
}

function anonymous(c: Context<AppEnv>, detail: string): Session {
  const refusal = unauthorized(c, 'You are signed out or your session has expired. Sign in again.', detail);
  return { kind: 'anonymous', refusal };
}

/** 401 with the challenge that Coder sends. */
export function unauthorized(c: Context<AppEnv>, message: string, detail?: string): Refusal {
  const metadata = `${c.var.deployment.accessUrl}/.well-known/oauth-protected-resource`;
  return new Refusal(401, message, {
    ...(detail === undefined ? {} : { detail }),
    headers: {
      'WWW-Authenticate': `Bearer realm="coder", error="invalid_token", error_description="The access token has expired", resource_metadata="${metadata}"`,
    },
  });
}
