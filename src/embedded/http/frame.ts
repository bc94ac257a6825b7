import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { routePath } from 'hono/route';
import { type Deployment, SERVER_VERSION } from '../deployment.js';
import { faultsAfter } from '../faults/request-faults.js';
import type { AppEnv } from './app-env.js';

/**
 * The outermost layer of every request: the headers of every answer, what the request caused to be told, what goes
 * wrong with its answer, and its line in the access log.
 */
export function frame(deployment: Deployment) {
  let requests = 0;
  return createMiddleware<AppEnv>(async (c, next) => {
    const arrivedMs = deployment.realClock.nowMs();
    const atMs = deployment.clock.nowMs();
    c.set('deployment', deployment);
    c.set('upgraded', false);
    c.set('cut', false);
    c.header('X-Coder-Build-Version', SERVER_VERSION);
    c.header('X-Coder-Request-Id', deployment.identities.once('request', requests++));
    c.header('X-Content-Type-Options', 'nosniff');
    c.header('Vary', 'Origin, Cookie');
    c.header('Date', new Date(atMs).toUTCString());
    takeAnyBodyForJson(c);
    await next();
    deployment.driver.settle();
    await faultsAfter(c);
    const session = c.get('session') as AppEnv['Variables']['session'] | undefined;
    deployment.options.accessLog?.({
      atMs,
      method: c.req.method,
      route: routeOf(c),
      path: c.req.path,
      status: c.get('cut') ? null : c.get('upgraded') ? 101 : c.res.status,
      durationMs: deployment.realClock.nowMs() - arrivedMs,
      user: session?.kind === 'signed_in' ? session.user.username : null,
    });
  });
}

/** A Coder server reads every body as JSON, whatever its declared type; the validators go by the type. */
function takeAnyBodyForJson(c: Context<AppEnv>): void {
  const { method, raw } = c.req;
  if (method === 'GET' || method === 'HEAD') return;
  if (!/^application\/json\b/i.test(raw.headers.get('content-type') ?? '')) {
    raw.headers.set('content-type', 'application/json');
  }
}

/** The documented path of the route that answered; layers alone are no route. */
function routeOf(c: Context<AppEnv>): string | null {
  const path = routePath(c, -1);
  return path.includes('*') ? null : path.replace(/:([^/]+)/g, '{$1}');
}
