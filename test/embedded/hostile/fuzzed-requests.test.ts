import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PASSWORD, START_MS, TestDeployment } from '../harness.js';
import {
  anyBody,
  anyHeaders,
  anyParameter,
  anyQuery,
  anyText,
  encodeURIComponentSafely,
  type Names,
} from './hostile-values.js';

/** What a defect in the server says instead of an answer. */
const CRASH = 'Something went wrong in the server.';
/** Longest real time for one answer, whatever is asked. */
const PATIENCE_MS = 2000;

const QUERY_KEYS = [
  ...['q', 'limit', 'offset', 'after_id', 'since', 'include_deleted', 'expect_status', 'after', 'before'],
  ...['format', 'ids', 'status', 'tags', 'max_age', 'initiator', 'offline', 'include_all', 'agent_name'],
  ...['include_expired', 'coder_session_token', 'access_token', '__proto__'],
];

interface Route {
  readonly method: string;
  readonly path: string;
  readonly bodyKeys: readonly string[];
}

/** All routes with the keys of their bodies. */
function routesOf(deployment: TestDeployment): readonly Route[] {
  const { app } = deployment.embedded;
  return app.openAPIRegistry.definitions.flatMap((definition) => {
    if (definition.type !== 'route') return [];
    const { method, path, request } = definition.route;
    const content = request?.body?.content['application/json'] as { schema?: { shape?: object } } | undefined;
    const bodyKeys = [...Object.keys(content?.schema?.shape ?? {}), 'name', 'id'];
    return [{ method: method.toUpperCase(), path, bodyKeys }];
  });
}

interface Stage {
  readonly deployment: TestDeployment;
  /** In whose name requests come. */
  readonly attacker: { readonly id: string; readonly token: string };
  readonly names: Names;
  /** What belongs to the other member, or lets somebody in. */
  readonly secrets: readonly string[];
}

/** A deployment with two members, each with a workspace and a build. */
async function stage(): Promise<Stage> {
  const deployment = new TestDeployment({ rateLimits: { api: -1, login: -1 } });
  const [attacker, victim] = [await deployment.member('mallory'), await deployment.member('victoria')];
  const [mine, theirs] = [
    await deployment.createWorkspace('mallorys-place', { token: attacker.token }),
    await deployment.createWorkspace('victorias-place', { token: victim.token }),
  ];
  deployment.realClock.advanceBy(10_000);
  const { organization, templates } = deployment.deployment;
  const [template] = templates.all;
  const shared = [organization.id, template!.id, template!.versionId, template!.name, 'admin', 'dev'];
  const own = [attacker.id, 'mallory', mine.id, mine.name, mine.latest_build.id, mine.latest_build.job.id];
  const others = [victim.id, theirs.id, theirs.latest_build.id, theirs.latest_build.job.id];
  const othersNames = ['victoria', 'victorias-place', 'victoria@scaletest.local'];
  const parameters = {
    user: [attacker.id, 'mallory', 'me', victim.id, 'victoria', 'admin'],
    organization: [organization.id, 'default', organization.name],
    workspace: [mine.id, mine.id, theirs.id],
    workspacename: [mine.name, theirs.name],
    buildnumber: ['1', '2'],
    workspacebuild: [mine.latest_build.id, mine.latest_build.id, theirs.latest_build.id],
    template: templates.all.map(({ id }) => id),
    templatename: templates.all.map(({ name }) => name),
    templateversion: templates.all.map(({ versionId }) => versionId),
    templateversionname: ['v1'],
    job: [mine.latest_build.job.id, theirs.latest_build.job.id],
  };
  return {
    deployment,
    attacker,
    names: {
      own: [...own, ...shared],
      others: [...others, ...othersNames],
      parameters,
      values: valuesFor(organization.id, template!.id, template!.versionId),
    },
    secrets: [...others, ...othersNames, victim.token, deployment.deployment.ownerToken],
  };
}

/** What fits the keys of bodies. */
function valuesFor(organizationId: string, templateId: string, versionId: string): Record<string, string> {
  const values: Record<string, unknown> = {
    email: 'new@b.local',
    username: 'newcomer',
    name: 'newplace',
    password: PASSWORD,
    user_status: 'active',
    organization_ids: [organizationId],
    template_id: templateId,
    template_version_id: versionId,
    transition: 'stop',
    autostart_schedule: '* * * * *',
    schedule: '0 9 * * 1-5',
    ttl_ms: 3_600_000,
    deadline: new Date(START_MS + 7_200_000).toISOString(),
    automatic_updates: 'always',
    dormant: true,
    orphan: true,
    roles: ['owner'],
    lifetime: 3_600_000_000_000,
    token_name: 'mine',
    scopes: ['all'],
    rich_parameter_values: [],
    workspace_name: 'newplace',
  };
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, JSON.stringify(value)]));
}

interface FuzzedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array<ArrayBuffer>;
}

function anyRequest(names: Names, routes: readonly Route[]): fc.Arbitrary<FuzzedRequest> {
  const known = fc.constantFrom(...routes).chain(({ method, path, bodyKeys }) => {
    const parameters = [...path.matchAll(/\{([^}]+)\}/g)].map(([, name = '']) => anyParameter(names, name));
    return fc
      .record({ values: fc.tuple(...parameters), body: anyBody(names, bodyKeys) })
      .map(({ values, body }) => {
        let i = 0;
        const filled = path.replace(/\{[^}]+\}/g, () => encodeURIComponentSafely(values[i++] ?? ''));
        return { method, path: filled, body };
      });
  });
  const unknown = fc.record({
    method: fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND', 'X'),
    path: fc
      .array(anyText(names).map(encodeURIComponentSafely), { maxLength: 5 })
      .map((parts) => `/api/v2/${parts.join('/')}`),
    body: anyBody(names, ['name']),
  });
  const target = fc.oneof({ weight: 6, arbitrary: known }, { weight: 1, arbitrary: unknown });
  return fc
    .record({ target, query: anyQuery(names, QUERY_KEYS), headers: anyHeaders() })
    .map(({ target: { method, path, body }, query, headers }) => ({
      method,
      path: path + query,
      headers,
      body,
    }));
}

async function send(
  { deployment }: Stage,
  request: FuzzedRequest,
  token: string | null,
): Promise<{ readonly status: number; readonly headers: Headers; readonly text: string }> {
  const { method, path, headers, body } = request;
  const hasBody = method !== 'GET' && method !== 'HEAD';
  const all = { ...(token === null ? {} : { 'Coder-Session-Token': token }), ...headers };
  const init = { method, headers: all, ...(hasBody ? { body } : {}) };
  const response = await deployment.embedded.app.request(path, init, {});
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') ?? false;
  if (isStream) await response.body?.cancel();
  return {
    status: response.status,
    headers: response.headers,
    text: isStream ? '' : await response.text(),
  };
}

/** What must hold of every answer, whoever asks for whatever. */
async function sendAndCheck(stage: Stage, request: FuzzedRequest, token: string | null): Promise<string> {
  const startMs = performance.now();
  const answer = await send(stage, request, token);
  expect(performance.now() - startMs).toBeLessThan(PATIENCE_MS);
  expect(answer.text).not.toContain(CRASH);
  expect(answer.status).toBeGreaterThanOrEqual(200);
  expect(answer.status).toBeLessThan(600);
  expect(answer.headers.get('x-coder-build-version')).toBe('v2.34.0');
  const isJson = answer.headers.get('content-type')?.startsWith('application/json') ?? false;
  if (isJson && request.method !== 'HEAD') {
    const body = JSON.parse(answer.text) as unknown;
    if (answer.status >= 400) expect(body).toHaveProperty('message');
  }
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  return answer.text;
}

const ROUTES = routesOf(new TestDeployment());
/** Those that do not steer the server itself, which may well be told to fail. */
const CODERS_ROUTES = ROUTES.filter(({ path }) => !path.startsWith('/nineam'));

/** Stages are alike, so what one names is what all name. */
const { names: NAMES } = await stage();

describe('the API, asked for anything', () => {
  it('knows many routes to try', () => {
    expect(ROUTES.length).toBeGreaterThan(30);
  });

  it('never fails on what the owner sends', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyRequest(NAMES, CODERS_ROUTES), { maxLength: 20, size: 'max' }),
        async (requests) => {
          const now = await stage();
          for (const request of requests)
            await sendAndCheck(now, request, now.deployment.deployment.ownerToken);
        },
      ),
      { numRuns: 80 },
    );
  });

  it('never shows a member what is another’s, and never changes it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyRequest(NAMES, ROUTES), { maxLength: 20, size: 'max' }),
        async (requests) => {
          const now = await stage();
          const watched = [
            '/api/v2/users/victoria',
            '/api/v2/users/victoria/workspace/victorias-place',
            '/api/v2/workspaces?q=owner:victoria',
          ];
          const look = () =>
            Promise.all(watched.map(async (path) => (await now.deployment.expect(200, 'GET', path)).text));
          const before = await look();
          for (const request of requests) {
            const text = await sendAndCheck(now, request, now.attacker.token);
            const asked =
              `${decodeURIComponentSafely(request.path)} ${Buffer.from(request.body)}`.toLowerCase();
            for (const secret of now.secrets) {
              if (!asked.includes(secret.toLowerCase())) expect(text).not.toContain(secret);
            }
          }
          expect(await look()).toEqual(before);
        },
      ),
      { numRuns: 80 },
    );
  });

  it('tells somebody without a token nothing of anybody', async () => {
    const tokens = fc.constantFrom(
      null,
      '',
      'x',
      `${'a'.repeat(10)}-${'b'.repeat(22)}`,
      `${'a'.repeat(10)}-${'b'.repeat(21)}é`,
      '-',
      `${'-'.repeat(33)}`,
      'x'.repeat(5000),
      '../../etc/passwd',
    );
    const asked = fc.tuple(anyRequest(NAMES, ROUTES), tokens);
    await fc.assert(
      fc.asyncProperty(fc.array(asked, { maxLength: 20, size: 'max' }), async (requests) => {
        const now = await stage();
        for (const [request, token] of requests) {
          const text = await sendAndCheck(now, request, token);
          const said = `${decodeURIComponentSafely(request.path)} ${Buffer.from(request.body)}`.toLowerCase();
          for (const secret of [...now.secrets, now.attacker.token]) {
            if (!said.includes(secret.toLowerCase())) expect(text).not.toContain(secret);
          }
        }
      }),
      { numRuns: 80 },
    );
  });
});

function decodeURIComponentSafely(text: string): string {
  return text.replace(/%[0-9a-f]{2}/gi, (code) => String.fromCharCode(Number.parseInt(code.slice(1), 16)));
}
