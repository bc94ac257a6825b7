import { createMiddleware } from 'hono/factory';
import type { AppEnv } from './app-env.js';

/** Takes an empty body for an object without members, on routes where everything has a default. */
export const emptyBodySaysNothing = createMiddleware<AppEnv>(async (c, next) => {
  const read = c.req.json.bind(c.req);
  c.req.json = async <T>() => ((await c.req.text()).trim() === '' ? {} : await read()) as T;
  await next();
});
