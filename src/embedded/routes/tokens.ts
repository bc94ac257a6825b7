import { createRoute, z } from '@hono/zod-openapi';
import type { Deployment } from '../deployment.js';
import { type ApiKeyRecord, MAX_MEMBER_TOKEN_SECONDS, TOKEN_SECONDS } from '../directory/api-keys.js';
import type { UserRecord } from '../directory/users.js';
import type { App } from '../http/app-env.js';
import { json } from '../http/json.js';
import { userInPath } from '../http/path-objects.js';
import { invalidField, notFound, Refusal } from '../http/refusal.js';
import { signedIn } from '../http/session.js';
import { flagQuery, jsonBody, jsonContent, pathParams } from '../schemas/common.js';
import { type NewTokenBody, newTokenSchema } from '../schemas/new-token.js';
import { apiKeySchema, newKeySchema, tokenSchema } from '../schemas/users.js';
import { apiKeyJson } from '../wire/user.js';

const middleware: [typeof signedIn, typeof userInPath] = [signedIn, userInPath];

const SECOND_NS = 1e9;

const create = createRoute({
  method: 'post',
  path: '/api/v2/users/{user}/keys/tokens',
  middleware,
  request: { params: pathParams('user'), ...jsonBody(newTokenSchema) },
  responses: { 201: jsonContent(newKeySchema, 'The new token, whole') },
});

const list = createRoute({
  method: 'get',
  path: '/api/v2/users/{user}/keys/tokens',
  middleware,
  request: {
    params: pathParams('user'),
    query: z.object({ include_all: flagQuery, include_expired: flagQuery }),
  },
  responses: {
    200: jsonContent(z.array(tokenSchema).nullable(), 'Tokens in order of creation; null if there is none'),
  },
});

const configuration = createRoute({
  method: 'get',
  path: '/api/v2/users/{user}/keys/tokens/tokenconfig',
  middleware,
  request: { params: pathParams('user') },
  responses: {
    200: jsonContent(
      z.object({ max_token_lifetime: z.number() }),
      'The longest life of a token, in nanoseconds',
    ),
  },
});

const readByName = createRoute({
  method: 'get',
  path: '/api/v2/users/{user}/keys/tokens/{keyname}',
  middleware,
  request: { params: pathParams('user', 'keyname') },
  responses: { 200: jsonContent(apiKeySchema, 'The token, without its secret') },
});

/** Tokens of users. To be registered before the keys, whose paths take any id. */
export function registerTokens(app: App): void {
  app.openapi(create, (c) => {
    const { deployment, subject } = c.var;
    return json(c, 201, { key: createToken(deployment, subject, c.req.valid('json')) });
  });

  app.openapi(list, (c) => {
    const { deployment, subject, user } = c.var;
    const { include_all, include_expired } = c.req.valid('query');
    const nowUs = deployment.driver.begin();
    const users = include_all ? visibleUsers(deployment, user) : [subject];
    const tokens = users
      .flatMap((one) => tokensOf(deployment, one))
      .filter((token) => include_expired || token.expiresUs > nowUs)
      .sort((a, b) => a.createdUs - b.createdUs);
    const answer = tokens.map((token) => ({ ...apiKeyJson(token), username: token.user.username }));
    return json(c, 200, answer.length === 0 ? null : answer);
  });

  app.openapi(configuration, (c) =>
    json(c, 200, { max_token_lifetime: longestSeconds(c.var.subject) * SECOND_NS }),
  );

  app.openapi(readByName, (c) => {
    const { keyname } = c.req.valid('param');
    const token = tokensOf(c.var.deployment, c.var.subject).find(({ name }) => name === keyname);
    if (token === undefined) throw notFound();
    return json(c, 200, apiKeyJson(token));
  });
}

function createToken(deployment: Deployment, user: UserRecord, body: NewTokenBody): string {
  const { driver, keys, secrets } = deployment;
  const nowUs = driver.begin();
  if (user.deleted) throw notFound();
  const lifetimeSeconds = body.lifetime === 0 ? TOKEN_SECONDS : Math.floor(body.lifetime / SECOND_NS);
  const longest = longestSeconds(user);
  if (lifetimeSeconds > longest) {
    throw invalidField('lifetime', `must be at most ${longest} s`, 'The lifetime is too long.');
  }
  const given = body.token_name;
  if (given !== '' && tokensOf(deployment, user).some(({ name }) => name === given)) {
    throw new Refusal(409, 'The user already has a token with this name.');
  }
  const { token } = keys.create(nowUs, {
    user,
    kind: 'token',
    name: given === '' ? `token-${secrets.newPassword().slice(0, 8)}` : given,
    lifetimeSeconds,
    scopes: scopesOf(body),
    allowList: body.allow_list?.length ? body.allow_list : ['*:*'],
  });
  return token;
}

function scopesOf({ scope, scopes }: NewTokenBody): readonly string[] {
  const given = scopes?.length ? scopes : [scope || 'all'];
  return given.map((text) => (text === 'all' || text === 'application_connect' ? `coder:${text}` : text));
}

function longestSeconds(user: UserRecord): number {
  return user.isOwner ? TOKEN_SECONDS : MAX_MEMBER_TOKEN_SECONDS;
}

function tokensOf({ keys }: Deployment, user: UserRecord): readonly ApiKeyRecord[] {
  return keys.of(user).filter(({ kind }) => kind === 'token');
}

function visibleUsers({ users }: Deployment, viewer: UserRecord): readonly UserRecord[] {
  return viewer.isOwner ? users.inOrder : [viewer];
}
