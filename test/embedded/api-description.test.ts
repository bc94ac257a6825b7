import { readFileSync } from 'node:fs';
import { compileErrors, validate } from '@readme/openapi-parser';
import { beforeAll, describe, expect, it } from 'vitest';
import { OTHER_UUID, TestDeployment } from './harness.js';

interface Operation {
  readonly operationId: string;
  readonly security: readonly Record<string, unknown>[];
  readonly responses: Readonly<Record<string, { readonly $ref?: string }>>;
}

interface Description {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Paths, methods and success codes of a Coder server's own description, with whether they need a token. */
const CODER = JSON.parse(
  readFileSync(new URL('../fixtures/contract/schemas.json', import.meta.url), 'utf8'),
) as {
  readonly paths: Record<
    string,
    Record<string, { readonly auth: boolean; readonly responses: Record<string, unknown> }>
  >;
};

/** Only the licensed edition has these. */
const LICENSED = [
  'get /api/v2/entitlements',
  'post /api/v2/organizations',
  'patch /api/v2/organizations/{organization}',
  'delete /api/v2/organizations/{organization}',
  'post /api/v2/organizations/{organization}/members/{user}',
  'delete /api/v2/organizations/{organization}/members/{user}',
];
/** Where Coder's description says 200 and its server answers otherwise, as recorded or as the contract says. */
const OTHER_SUCCESS: Readonly<Record<string, string>> = {
  'post /api/v2/users/{user}/workspaces': '201',
  'post /api/v2/organizations/{organization}/members/{user}/workspaces': '201',
  'post /api/v2/workspaces/{workspace}/builds': '201',
  'post /api/v2/organizations/{organization}/templates': '201',
  'get /api/v2/workspaces/{workspace}/watch-ws': '101',
};
/** Described by Coder as in need of a token; they must be open before there is anybody. */
const OPEN = ['get /api/v2/users/first', 'post /api/v2/users/first'];

describe('the description of the API', () => {
  let t: TestDeployment;
  let description: Description;

  beforeAll(async () => {
    t = new TestDeployment();
    description = (await t.expect(200, 'GET', '/api/v2/openapi.json', { token: null })).body;
  });

  it('is valid OpenAPI 3.1', async () => {
    expect(description.openapi).toBe('3.1.0');
    const result = await validate(structuredClone(description) as never);
    expect(result.valid ? '' : compileErrors(result)).toBe('');
    expect(result.warnings).toEqual([]);
  });

  it('has every path and method of a Coder server’s, with its success codes', () => {
    const wrong: string[] = [];
    for (const [path, methods] of Object.entries(CODER.paths)) {
      for (const [method, { responses }] of Object.entries(methods)) {
        const name = `${method} ${path}`;
        const ours = Object.keys(description.paths[path]?.[method]?.responses ?? {});
        const expected = LICENSED.includes(name)
          ? ['404']
          : OTHER_SUCCESS[name] === undefined
            ? Object.keys(responses)
            : [OTHER_SUCCESS[name]];
        const missing = expected.filter((status) => !ours.includes(status));
        if (missing.length > 0) wrong.push(`${name} lacks ${missing.join(', ')}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('asks for a token where a Coder server does', () => {
    for (const [path, methods] of Object.entries(CODER.paths)) {
      for (const [method, { auth }] of Object.entries(methods)) {
        const name = `${method} ${path}`;
        const needsToken = auth && !LICENSED.includes(name) && !OPEN.includes(name);
        expect([name, description.paths[path]![method]!.security.length > 0]).toEqual([name, needsToken]);
      }
    }
  });

  it('says of each route whether it answers without a token', async () => {
    for (const [path, methods] of Object.entries(description.paths)) {
      for (const [method, operation] of Object.entries(methods)) {
        const at = path.replace(/\{[^}]+\}/g, OTHER_UUID);
        const { status } = await t.call(method.toUpperCase(), at, { token: null });
        const needsToken = operation.security.length > 0;
        expect([method, path, status === 401]).toEqual([method, path, needsToken]);
        expect([method, path, '401' in operation.responses]).toEqual([method, path, needsToken]);
      }
    }
  });

  it('names what is used more than once', () => {
    const names = Object.keys(description.components['schemas']!);
    for (const name of ['Workspace', 'WorkspaceBuild', 'ProvisionerJob', 'Template', 'User', 'Error']) {
      expect(names).toContain(name);
    }
    const { responses } = description.paths['/api/v2/workspaces/{workspace}']!['get']!;
    expect(responses['404']!.$ref).toBe('#/components/responses/NotFound');
  });
});
