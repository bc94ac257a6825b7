import { createRoute, z } from '@hono/zod-openapi';
import type { Deployment } from '../deployment.js';
import { MAX_MEMBER_TOKEN_SECONDS, SESSION_SECONDS, TOKEN_SECONDS } from '../directory/api-keys.js';
import type { UserRecord } from '../directory/users.js';
import type { App } from '../http/app-env.js';
import { json } from '../http/json.js';
import { userInPath } from '../http/path-objects.js';
import { invalidField, notFound, Refusal } from '../http/refusal.js';
import { signedIn } from '../http/session.js';
import { jsonBody, jsonContent, optionalText, pathParams } from '../schemas/common.js';
import { apiKeySchema } from '../schemas/users.js';
import { apiKeyJson } from '../wire/user.js';

const middleware: [typeof signedIn, typeof userInPath] = [signedIn, userInPath];
const keyPath = pathParams('user', 'key');
const newKey = jsonContent(z.object({ key: z.string() }), 'The new key, whole');

const SECOND_NS = 1e9;

const createToken = createRoute({
  method: 'post',
  path: '/api/v2/users/{user}/keys/tokens',
  middleware,
  request: {
    params: pathParams('user'),
    ...jsonBody(
      z.object({
        lifetime: z
          .number({ error: 'must be nanoseconds' })
          .min(0, { error: 'must not be negative' })
          .nullish()
          .transform((ns) => ns ?? 0),
        token_name: optionalText(),
        scope: z.enum(['', 'all', 'application_connect'], { error: 'is unknown' }).nullish(),
      }),
    ),
  },
  responses: { 201: newKey },
});

const createSession = createRoute({
  method: 'post',
  path: '/api/v2/users/{user}/keys',
  middleware,
  request: { params: pathParams('user') },
  responses: { 201: newKey },
});

const readKey = createRoute({
  method: 'get',
  path: '/api/v2/users/{user}/keys/{key}',
  middleware,
  request: { params: keyPath },
  responses: { 200: jsonContent(apiKeySchema, 'The key, without its secret') },
});

/** Session keys and tokens of users. */
export function registerKeys(app: App): void {
  app.openapi(createToken, (c) => {
    const body = c.req.valid('json');
    const { deployment, subject } = c.var;
    const lifetimeSeconds = body.lifetime === 0 ? TOKEN_SECONDS : Math.floor(body.lifetime / SECOND_NS);
    const longest = subject.isOwner ? TOKEN_SECONDS : MAX_MEMBER_TOKEN_SECONDS;
    if (lifetimeSeconds > longest) {
      throw invalidField('lifetime', `must be at most ${longest} s`, 'The lifetime is too long.');
    }
    return json(c, 201, { key: tokenFor(deployment, subject, body.token_name, lifetimeSeconds) });
  });

  app.openapi(createSession, (c) => {
    const { driver, keys } = c.var.deployment;
    const user = c.var.subject;
    const key = { user, kind: 'session', name: '', lifetimeSeconds: SESSION_SECONDS } as const;
    return json(c, 201, { key: keys.create(driver.begin(), key).token });
  });

  app.openapi(readKey, (c) => {
    const key = c.var.deployment.keys.withId(c.req.valid('param').key);
    if (key === undefined || key.user !== c.var.subject) throw notFound();
    return json(c, 200, apiKeyJson(key));
  });
}

function tokenFor(
  { driver, keys, secrets }: Deployment,
  user: UserRecord,
  name: string,
  lifetimeSeconds: number,
): string {
  const nowUs = driver.begin();
  if (name !== '' && keys.of(user).some((key) => key.kind === 'token' && key.name === name)) {
    throw new Refusal(409, 'The user already has a token with this name.');
  }
  const given = name === '' ? `token-${secrets.newPassword().slice(0, 8)}` : name;
  return keys.create(nowUs, { user, kind: 'token', name: given, lifetimeSeconds }).token;
}
