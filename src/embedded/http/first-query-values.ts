import { createMiddleware } from 'hono/factory';
import type { AppEnv } from './app-env.js';

/** Takes of a query parameter that is given several times the first value, as a Coder server does. */
export const takeFirstQueryValues = createMiddleware<AppEnv>(async (c, next) => {
  const all = c.req.queries();
  if (Object.values(all).some(({ length }) => length > 1)) {
    const first = Object.fromEntries(Object.entries(all).map(([name, values]) => [name, values.slice(0, 1)]));
    c.req.queries = ((name?: string) => (name === undefined ? first : first[name])) as typeof c.req.queries;
  }
  await next();
});
