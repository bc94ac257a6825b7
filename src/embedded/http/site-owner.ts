import { createMiddleware } from 'hono/factory';
import type { AppEnv } from './app-env.js';
import { forbidden } from './refusal.js';

/** Refuses who is not an owner of the site (403); to stand after `signedIn`. */
export const siteOwner = createMiddleware<AppEnv>(async (c, next) => {
  const session = c.get('session');
  if (session.kind !== 'signed_in' || !session.user.isOwner) throw forbidden();
  await next();
});
