import { SERVER_VERSION } from '../deployment.js';
import type { App } from './app-env.js';
import { signedIn } from './session.js';

/** A description of an HTTP API, as OpenAPI 3.1 has it. */
export type ApiDescription = ReturnType<App['getOpenAPI31Document']>;

type Paths = NonNullable<ApiDescription['paths']>;
type Operation = NonNullable<Paths[string]['get']>;
type Responses = NonNullable<Operation['responses']>;
type Components = NonNullable<ApiDescription['components']>;

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** Ways to say who asks, any one of them. */
const SECURITY_SCHEMES: NonNullable<Components['securitySchemes']> = {
  sessionToken: { type: 'apiKey', in: 'header', name: 'Coder-Session-Token' },
  sessionCookie: { type: 'apiKey', in: 'cookie', name: 'coder_session_token' },
  bearer: { type: 'http', scheme: 'bearer' },
};

const ERROR_SCHEMA: NonNullable<Components['schemas']>[string] = {
  type: 'object',
  properties: {
    message: { type: 'string' },
    detail: { type: 'string' },
    validations: {
      type: 'array',
      items: {
        type: 'object',
        properties: { field: { type: 'string' }, detail: { type: 'string' } },
        required: ['field', 'detail'],
      },
    },
  },
  required: ['message'],
};

const asJson = (description: string) => ({
  description,
  content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
});

/** Answers that many routes give alike. */
const SHARED_RESPONSES = {
  Invalid: asJson('Something in the path, the query or the body is not what it must be'),
  SignedOut: asJson('No token, or one that is not valid'),
  NotAllowed: asJson('The caller may see this, but not do that to it'),
  NotFound: asJson('What the path names is not there, or not for the caller to see'),
  TooLarge: asJson('The body is too large'),
  NotForMembers: {
    description: 'The header that bypasses the limit on requests is for owners',
    content: { 'text/plain': { schema: { type: 'string' } } },
  },
  TooManyRequests: {
    ...asJson('More requests to this path than a minute may have'),
    headers: { 'Retry-After': { schema: { type: 'integer' }, description: 'Seconds' } },
  },
} satisfies NonNullable<Components['responses']>;

/** The description of everything that `app` answers, made from its routes. */
export function describeApi(app: App): ApiDescription {
  const document = app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'nineam embedded deployment',
      version: SERVER_VERSION,
      description: 'The part of the Coder API that a deployment of nineam answers.',
    },
  });
  const guarded = new Set(
    app.routes
      .filter(({ handler }) => handler === signedIn)
      .map(({ method, path }) => `${method.toLowerCase()} ${path.replace(/:([^/]+)/g, '{$1}')}`),
  );
  const paths: Paths = {};
  for (const [path, item] of Object.entries(document.paths ?? {})) {
    const described = { ...item };
    for (const method of METHODS) {
      const operation = item[method];
      if (operation === undefined) continue;
      described[method] = withShared(operation, {
        method,
        path,
        needsToken: guarded.has(`${method} ${path}`),
      });
    }
    paths[path] = described;
  }
  return {
    ...document,
    paths,
    components: {
      ...document.components,
      schemas: { ...document.components?.schemas, Error: ERROR_SCHEMA },
      responses: SHARED_RESPONSES,
      securitySchemes: SECURITY_SCHEMES,
    },
  };
}

/** An operation with what does not depend on what it does. */
function withShared(
  operation: Operation,
  route: { readonly method: string; readonly path: string; readonly needsToken: boolean },
): Operation {
  const { method, needsToken, path } = route;
  const { requestBody, parameters = [] } = operation;
  const isLimited = path.startsWith('/api/');
  const shared: Responses = {
    ...(requestBody !== undefined || parameters.length > 0 ? reference(400, 'Invalid') : {}),
    ...(needsToken ? { ...reference(401, 'SignedOut'), ...reference(403, 'NotAllowed') } : {}),
    ...(path.includes('{') ? reference(404, 'NotFound') : {}),
    ...(requestBody === undefined ? {} : reference(413, 'TooLarge')),
    ...(isLimited ? { ...reference(428, 'NotForMembers'), ...reference(429, 'TooManyRequests') } : {}),
  };
  return {
    ...operation,
    operationId: operationId(method, path),
    tags: [tagOf(path)],
    security: needsToken ? Object.keys(SECURITY_SCHEMES).map((name) => ({ [name]: [] })) : [],
    responses: { ...shared, ...operation.responses },
  };
}

function reference(status: number, name: keyof typeof SHARED_RESPONSES): Responses {
  return { [status]: { $ref: `#/components/responses/${name}` } };
}

/** E.g. `get-workspaces-workspace-builds`. */
function operationId(method: string, path: string): string {
  const words = path.replace(/^\/api\/(?:v2\/)?/, '').match(/[a-zA-Z0-9]+/g) ?? [];
  return [method, ...words].join('-');
}

/** The kind of thing that a path begins with. */
function tagOf(path: string): string {
  if (path.startsWith('/nineam/')) return 'nineam';
  return /^\/api\/[^/]+\/([^/{]+)/.exec(path)?.[1] ?? 'deployment';
}
