import { describe, expect, it } from 'vitest';
import { CoderClient } from '../../src/codersdk/index.js';
import { ConfigError } from '../../src/storm/index.js';
import { VirtualClock } from '../../src/time/index.js';
import { recordedBody } from './exchange-fixtures.js';
import {
  type Answering,
  clientOf,
  failureOf,
  type LocalServer,
  MEMBER_TOKEN,
  OWNER_TOKEN,
  type Received,
  serve,
} from './local-server.js';

const USER = { status: 200, body: recordedBody('008-me') } as const;
const WORKSPACE = { status: 201, body: recordedBody('056-workspace-create') } as const;
const BUILD = { status: 201, body: recordedBody('068-build-stop') } as const;

async function once(answer: Answering): Promise<LocalServer & { readonly request: Received }> {
  const server = await serve(() => answer);
  return Object.defineProperty(server as LocalServer & { request: Received }, 'request', {
    get: () => server.received.at(-1),
  });
}

describe('identity', () => {
  it('goes with every request in a header, and nothing else does', async () => {
    const server = await once(USER);
    await clientOf(server.url, { userAgent: 'nineam/1.2.3', headers: { 'X-Team': 'storms' } }).users.me();
    expect(server.request.headers).toMatchObject({
      'coder-session-token': OWNER_TOKEN,
      'user-agent': 'nineam/1.2.3',
      'x-team': 'storms',
      accept: 'application/json',
    });
    for (const name of ['cookie', 'authorization', 'x-coder-bypass-ratelimit', 'coder-cli-telemetry']) {
      expect(server.request.headers[name]).toBeUndefined();
    }
  });

  it('is none without a token, and then there is no bypass either', async () => {
    const server = await once(USER);
    await clientOf(server.url, { token: null, bypassRateLimit: true }).users.me();
    expect(server.request.headers['coder-session-token']).toBeUndefined();
    expect(server.request.headers['x-coder-bypass-ratelimit']).toBeUndefined();
  });

  it('frees only the owner from rate limits, never a member', async () => {
    const server = await once(USER);
    const owner = clientOf(server.url, { bypassRateLimit: true });
    const member = owner.withToken(MEMBER_TOKEN);
    await owner.users.me();
    expect(server.request.headers['x-coder-bypass-ratelimit']).toBe('true');
    for (const client of [member, member.withToken(MEMBER_TOKEN)]) {
      await client.users.me();
      expect(server.request.headers['x-coder-bypass-ratelimit']).toBeUndefined();
      expect(server.request.headers['coder-session-token']).toBe(MEMBER_TOKEN);
    }
    await owner.users.me();
    expect(server.request.headers['x-coder-bypass-ratelimit']).toBe('true');
    expect(server.request.headers['coder-session-token']).toBe(OWNER_TOKEN);
  });

  it('of the caller goes along when it logs in somebody else', async () => {
    const server = await once({ status: 201, body: { session_token: MEMBER_TOKEN } });
    const owner = clientOf(server.url, { bypassRateLimit: true });
    await expect(owner.users.login('a@scaletest.local', 'hunter22!')).resolves.toBe(MEMBER_TOKEN);
    expect(server.request).toMatchObject({ method: 'POST', path: '/api/v2/users/login' });
    expect(JSON.parse(server.request.body)).toEqual({ email: 'a@scaletest.local', password: 'hunter22!' });
    expect(server.request.headers['coder-session-token']).toBe(OWNER_TOKEN);
    expect(server.request.headers['x-coder-bypass-ratelimit']).toBe('true');
  });

  it('and passwords never come back in an error', async () => {
    const server = await serve((request) => ({
      status: 400,
      body: { message: `${request.body} ${request.headers['coder-session-token']}` },
    }));
    const client = clientOf(server.url);
    const error = (await failureOf(client.users.login('a@b.c', 'hunter22!'))) as Error;
    expect(error.message).toContain('a@b.c');
    expect(error.message).not.toContain('hunter22!');
    expect(error.message).not.toContain(OWNER_TOKEN);
  });

  it.each(['text/html', 'application/json'])(
    'and parameter values never come back in an error of %s',
    async (type) => {
      const server = await serve((request) => ({
        status: 400,
        headers: { 'content-type': type },
        body: {
          message: `Unable to validate parameters: ${request.body}`,
          detail: 'value "registry-k3y" is not one of the options',
          validations: [{ field: 'registry_key', detail: 'got registry-k3y' }],
        },
      }));
      const error = await failureOf(
        clientOf(server.url).workspaces.create('me', {
          name: 'w',
          templateId: 't',
          richParameterValues: [
            { name: 'registry_key', value: 'registry-k3y' },
            { name: 'certificate', value: 'BEGIN\n"two" lines' },
          ],
        }),
      );
      const shown = JSON.stringify({ ...(error as Error), message: (error as Error).message });
      expect(shown).not.toContain('registry-k3y');
      expect(shown).not.toContain('lines');
    },
  );
});

describe('requests on the wire', () => {
  it('create a user', async () => {
    const server = await once({ status: 201, body: recordedBody('122-user-create-login-none') });
    const user = await clientOf(server.url).users.create({
      username: 'scaletest-abc-0',
      email: 'abc-0@scaletest.local',
      name: 'nineam-1',
      password: '',
      loginType: 'none',
      organizationId: 'org',
      userStatus: 'active',
    });
    expect(user).toMatchObject({ status: 'active', loginType: 'none' });
    expect(server.request).toMatchObject({ method: 'POST', path: '/api/v2/users' });
    expect(server.request.headers['content-type']).toBe('application/json');
    expect(JSON.parse(server.request.body)).toEqual({
      username: 'scaletest-abc-0',
      email: 'abc-0@scaletest.local',
      name: 'nineam-1',
      password: '',
      login_type: 'none',
      organization_ids: ['org'],
      user_status: 'active',
    });
  });

  it('create a workspace, saying only what was given', async () => {
    const server = await once(WORKSPACE);
    const { workspaces } = clientOf(server.url);
    await workspaces.create('me', { name: 'w', templateId: 't' });
    expect(JSON.parse(server.request.body)).toEqual({ name: 'w', template_id: 't' });
    await workspaces.create('user-id', {
      name: 'w',
      templateId: 't',
      ttlMs: 60_000,
      richParameterValues: [{ name: 'cpu', value: '4' }],
    });
    expect(server.request.path).toBe('/api/v2/users/user-id/workspaces');
    expect(JSON.parse(server.request.body)).toEqual({
      name: 'w',
      template_id: 't',
      ttl_ms: 60_000,
      rich_parameter_values: [{ name: 'cpu', value: '4' }],
    });
  });

  it('create and cancel builds', async () => {
    const server = await once(BUILD);
    const { builds } = clientOf(server.url);
    await builds.create('w1', { transition: 'delete', orphan: true });
    expect(server.request).toMatchObject({ method: 'POST', path: '/api/v2/workspaces/w1/builds' });
    expect(JSON.parse(server.request.body)).toEqual({ transition: 'delete', orphan: true });
    await builds.create('w1', { transition: 'stop' });
    expect(JSON.parse(server.request.body)).toEqual({ transition: 'stop' });
    await builds.cancel('b1');
    expect(server.request).toMatchObject({
      method: 'PATCH',
      path: '/api/v2/workspacebuilds/b1/cancel',
      body: '',
    });
    await builds.cancel('b1', { expectStatus: 'pending' });
    expect(server.request.path).toBe('/api/v2/workspacebuilds/b1/cancel?expect_status=pending');
  });

  it('set and clear a schedule', async () => {
    const server = await once({ status: 204 });
    const { workspaces } = clientOf(server.url);
    await workspaces.setAutostart('w1', 'CRON_TZ=UTC 31 9 * * 1');
    expect(server.request).toMatchObject({ method: 'PUT', path: '/api/v2/workspaces/w1/autostart' });
    expect(JSON.parse(server.request.body)).toEqual({ schedule: 'CRON_TZ=UTC 31 9 * * 1' });
    await workspaces.setAutostart('w1', null);
    expect(JSON.parse(server.request.body)).toEqual({ schedule: null });
  });

  it.each<[string, unknown, (client: CoderClient) => Promise<unknown>]>([
    [
      '/api/v2/users?q=name%3Anineam&limit=10&offset=20',
      recordedBody('049-users-search'),
      (c) => c.users.list({ q: 'name:nineam', limit: 10, offset: 20 }),
    ],
    ['/api/v2/users?after_id=u1', recordedBody('049-users-search'), (c) => c.users.list({ afterId: 'u1' })],
    ['/api/v2/users', recordedBody('049-users-search'), (c) => c.users.list({})],
    ['/api/v2/users/authmethods', { password: { enabled: true } }, (c) => c.users.authMethods()],
    [
      '/api/v2/users/me/keys/abcdefghij',
      { id: 'abcdefghij', expires_at: '2026-11-24T22:31:17Z' },
      (c) => c.users.apiKey('me', 'abcdefghij'),
    ],
    ['/api/v2/organizations', recordedBody('012-organizations'), (c) => c.organizations.list()],
    [
      '/api/v2/organizations/default',
      recordedBody('013-organization'),
      (c) => c.organizations.get('default'),
    ],
    [
      '/api/v2/templates?q=exact_name%3Aplain',
      recordedBody('017-all-templates'),
      (c) => c.templates.list('exact_name:plain'),
    ],
    ['/api/v2/templates', recordedBody('017-all-templates'), (c) => c.templates.list()],
    [
      '/api/v2/organizations/o/templates',
      recordedBody('016-org-templates'),
      (c) => c.templates.listInOrganization('o'),
    ],
    [
      '/api/v2/organizations/o/templates/agent',
      recordedBody('019-template-by-name'),
      (c) => c.templates.byName('o', 'agent'),
    ],
    ['/api/v2/templates/t1', recordedBody('018-template'), (c) => c.templates.get('t1')],
    ['/api/v2/templateversions/v1', recordedBody('022-templateversion'), (c) => c.templates.version('v1')],
    ['/api/v2/templateversions/v1/rich-parameters', [], (c) => c.templates.parameters('v1')],
    ['/api/v2/templateversions/v1/external-auth', [], (c) => c.templates.externalAuth('v1')],
    ['/api/v2/workspaces/w1', recordedBody('059-workspace'), (c) => c.workspaces.get('w1')],
    [
      '/api/v2/workspaces/w1?include_deleted=true',
      recordedBody('059-workspace'),
      (c) => c.workspaces.get('w1', { includeDeleted: true }),
    ],
    [
      '/api/v2/users/bob/workspace/dev',
      recordedBody('059-workspace'),
      (c) => c.workspaces.byOwnerAndName('bob', 'dev'),
    ],
    [
      '/api/v2/workspaces?q=name%3Ascaletest-%20status%3Arunning&limit=1',
      recordedBody('088-workspaces-by-name'),
      (c) => c.workspaces.list({ q: 'name:scaletest- status:running', limit: 1 }),
    ],
    ['/api/v2/workspacebuilds/b1', recordedBody('062-build'), (c) => c.builds.get('b1')],
    [
      '/api/v2/workspacebuilds/b1/timings',
      recordedBody('101-build-timings-agent'),
      (c) => c.builds.timings('b1'),
    ],
    [
      '/api/v2/users/bob/workspace/dev/builds/3',
      recordedBody('086-build-by-number'),
      (c) => c.builds.byNumber('bob', 'dev', 3),
    ],
    [
      '/api/v2/workspaces/w1/builds?limit=2',
      recordedBody('084-builds'),
      (c) => c.builds.list('w1', { limit: 2 }),
    ],
    ['/api/v2/experiments', recordedBody('009-experiments'), (c) => c.deployment.experiments()],
    [
      '/api/v2/organizations/o/provisionerdaemons?limit=0',
      recordedBody('033-provisionerdaemons'),
      (c) => c.provisioners.daemons('o'),
    ],
    [
      '/api/v2/organizations/o/provisionerdaemons?limit=5',
      recordedBody('033-provisionerdaemons'),
      (c) => c.provisioners.daemons('o', { limit: 5 }),
    ],
    [
      '/api/v2/organizations/o/provisionerjobs?limit=1&status=pending',
      recordedBody('034-provisionerjobs'),
      (c) => c.provisioners.jobs('o', { limit: 1, status: 'pending' }),
    ],
  ])('ask for %s', async (path, body, call) => {
    const server = await once({ status: 200, body });
    await call(clientOf(server.url));
    expect(server.request).toMatchObject({ method: 'GET', path, body: '' });
    expect(server.request.headers['content-type']).toBeUndefined();
  });

  it('list a provisioner with several open jobs once', async () => {
    const [daemon] = recordedBody('033-provisionerdaemons') as unknown as Record<string, unknown>[];
    const server = await once({ status: 200, body: [daemon, { ...daemon, status: 'busy' }] });
    await expect(clientOf(server.url).provisioners.daemons('o')).resolves.toHaveLength(1);
  });

  it('tell a deployment without a first user from one with', async () => {
    const answers: Answering[] = [
      { status: 200, body: { message: 'yes' } },
      { status: 404, body: { message: 'no' } },
      { status: 403, body: { message: 'broken' } },
    ];
    const { url } = await serve((_, index) => answers[index]!);
    const client = clientOf(url);
    await expect(client.users.first()).resolves.toBe(true);
    await expect(client.users.first()).resolves.toBe(false);
    expect(await failureOf(client.users.first())).toMatchObject({ status: 403 });
  });
});

describe('build info', () => {
  it('tells a real deployment from one that announces its clock', async () => {
    const body = recordedBody('002-buildinfo');
    const clocks = [
      undefined,
      'now=2026-11-23T09:00:00.25Z; scale=60',
      'now=2026-11-23T09:00:00Z;scale=0',
      'now=soon; scale=1',
      'scale=2',
      '',
    ];
    const { url } = await serve((_, index) => {
      const clock = clocks[index];
      return { status: 200, body, headers: clock === undefined ? {} : { 'X-Nineam-Clock': clock } };
    });
    const client = clientOf(url);
    expect(await client.deployment.buildInfo()).toEqual({
      version: 'v2.34.0',
      deploymentId: '542d03a9-dfd3-4894-bc13-301f0b203405',
      dashboardUrl: 'http://127.0.0.1:13000',
      externalUrl: 'https://github.com/coder/coder',
      clock: null,
      dateMs: expect.any(Number),
      rateLimit: null,
    });
    const nowMs = Date.UTC(2026, 10, 23, 9, 0, 0, 250);
    expect((await client.deployment.buildInfo()).clock).toEqual({ nowMs, scale: 60 });
    for (let rest = 0; rest < 4; rest++) expect((await client.deployment.buildInfo()).clock).toBeNull();
  });
});

describe('deployment config', () => {
  it('is read in milliseconds, with null for what is not told', async () => {
    const server = await once({
      status: 200,
      body: {
        config: {
          rate_limit: { disable_all: false, api: 512 },
          provisioner: { daemons: 3, daemon_types: ['terraform'] },
          autobuild_poll_interval: 60_000_000_000,
        },
        options: [],
      },
    });
    expect(await clientOf(server.url).deployment.config()).toEqual({
      experiments: null,
      rateLimitsDisabled: false,
      apiRateLimit: 512,
      provisionerDaemons: 3,
      provisionerDaemonTypes: ['terraform'],
      autobuildPollIntervalMs: 60_000,
      jobHangDetectorIntervalMs: null,
      agentStatRefreshIntervalMs: null,
      passwordAuthDisabled: null,
      notificationChannels: null,
    });
  });
});

describe('what cannot be used', () => {
  const make = (options: Partial<ConstructorParameters<typeof CoderClient>[0]>) => () =>
    new CoderClient({
      url: 'https://coder.example.com',
      token: null,
      realClock: new VirtualClock(),
      random: () => 0,
      ...options,
    });

  it.each(['', 'coder.example.com', 'ftp://coder.example.com', 'https://'])(
    'is refused as a URL: "%s"',
    (url) => {
      expect(make({ url })).toThrow(ConfigError);
      expect(make({ url })).toThrow(/^url: /);
    },
  );

  it('is refused with its secret unsaid', () => {
    expect(make({ url: 'https://user:hunter22@coder.example.com' })).toThrow(/^url: must not contain/);
    expect(make({ token: 'two words-hunter22' })).toThrow(/^token: /);
    expect(make({ token: 'hunter22\n' })).not.toThrow(/hunter22/);
    expect(make({ headers: { 'x-key': 'hunter22\r\nx: y' } })).toThrow(/^header "x-key"/);
    expect(make({ headers: { 'x-key': 'hunter22\r\nx: y' } })).not.toThrow(/hunter22/);
    expect(make({ headers: { 'x key': 'v' } })).toThrow(ConfigError);
  });

  it('is left out of a URL: everything after the host', () => {
    expect(make({ url: 'https://coder.example.com:8443/workspaces?x=1#y' })().url).toBe(
      'https://coder.example.com:8443',
    );
  });
});
