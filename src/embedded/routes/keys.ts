import { createRoute } from '@hono/zod-openapi';
import type { Deployment } from '../deployment.js';
import { type ApiKeyRecord, SESSION_SECONDS } from '../directory/api-keys.js';
import type { UserRecord } from '../directory/users.js';
import type { App } from '../http/app-env.js';
import { json } from '../http/json.js';
import { userInPath } from '../http/path-objects.js';
import { notFound } from '../http/refusal.js';
import { signedIn } from '../http/session.js';
import { jsonContent, pathParams } from '../schemas/common.js';
import { apiKeySchema, newKeySchema } from '../schemas/users.js';
import { apiKeyJson } from '../wire/user.js';

const middleware: [typeof signedIn, typeof userInPath] = [signedIn, userInPath];
const keyPath = pathParams('user', 'keyid');

const createSession = createRoute({
  method: 'post',
  path: '/api/v2/users/{user}/keys',
  middleware,
  request: { params: pathParams('user') },
  responses: { 201: jsonContent(newKeySchema, 'The new session, whole') },
});

const read = createRoute({
  method: 'get',
  path: '/api/v2/users/{user}/keys/{keyid}',
  middleware,
  request: { params: keyPath },
  responses: { 200: jsonContent(apiKeySchema, 'The key, without its secret') },
});

const remove = createRoute({
  method: 'delete',
  path: '/api/v2/users/{user}/keys/{keyid}',
  middleware,
  request: { params: keyPath },
  responses: { 204: { description: 'The key is gone' } },
});

const expire = createRoute({
  method: 'put',
  path: '/api/v2/users/{user}/keys/{keyid}/expire',
  middleware,
  request: { params: keyPath },
  responses: { 204: { description: 'The key is of no use any more, but still listed' } },
});

/** Keys of users, session keys and tokens alike. */
export function registerKeys(app: App): void {
  app.openapi(createSession, (c) => {
    const { driver, keys } = c.var.deployment;
    const user = c.var.subject;
    const nowUs = driver.begin();
    if (user.deleted) throw notFound();
    const key = { user, kind: 'session', name: '', lifetimeSeconds: SESSION_SECONDS } as const;
    return json(c, 201, { key: keys.create(nowUs, key).token });
  });

  app.openapi(read, (c) => json(c, 200, apiKeyJson(keyOf(c.var, c.req.valid('param').keyid))));

  app.openapi(remove, (c) => {
    c.var.deployment.keys.delete(keyOf(c.var, c.req.valid('param').keyid));
    return c.body(null, 204);
  });

  app.openapi(expire, (c) => {
    const { driver, keys } = c.var.deployment;
    keys.expire(driver.begin(), keyOf(c.var, c.req.valid('param').keyid));
    return c.body(null, 204);
  });
}

function keyOf(
  { deployment, subject }: { readonly deployment: Deployment; readonly subject: UserRecord },
  id: string,
): ApiKeyRecord {
  const key = deployment.keys.withId(id);
  if (key === undefined || key.user !== subject) throw notFound();
  return key;
}
