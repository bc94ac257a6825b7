import { describe, expect, it } from 'vitest';
import { CoderApiError, type CoderClient, type Template } from '../../../src/codersdk/index.js';
import { known, runPreflight } from '../../../src/run/preflight/index.js';
import type { RunPlan } from '../../../src/run/run-plan.js';
import { PreflightError } from '../../../src/storm/index.js';
import { instantFromUs } from '../../../src/time/index.js';
import { runPlan } from '../support/run-plan.js';
import { template as docker, NOW_MS } from './support/facts.js';

function template(id: string, name: string, organization: string): Template {
  return {
    ...docker,
    id,
    name,
    organizationId: `id-of-${organization}`,
    organizationName: organization,
    activeVersionId: `version-of-${id}`,
  };
}

/** A deployment that can only be read: anything that would create something is not there to be called. */
function deployment(
  overrides: {
    password?: boolean;
    templates?: readonly Template[];
    daemons?: () => Promise<readonly unknown[]>;
    settings?: () => Promise<never>;
    pendingBuilds?: number;
  } = {},
): CoderClient {
  const templates = overrides.templates ?? [template('t-1', 'docker', 'coder')];
  const daemon = {
    id: 'd-1',
    name: 'vm',
    status: 'idle',
    lastSeenAt: null,
    tags: {},
    provisioners: [],
    version: '',
  };
  return {
    deployment: {
      buildInfo: async () => ({ version: 'v2.34.0', dateMs: NOW_MS, rateLimit: null }),
      experiments: overrides.settings ?? (async () => []),
      config: overrides.settings ?? (async () => ({ rateLimitsDisabled: false, notificationChannels: null })),
      entitlements: overrides.settings ?? (async () => ({ hasLicense: false, userLimit: null })),
      notificationSettings: overrides.settings ?? (async () => ({ paused: false })),
    },
    workspaces: { list: async () => ({ workspaces: [], count: 0 }) },
    users: {
      me: async () => ({ username: 'admin', roles: ['owner'] }),
      apiKey: async () => ({ id: 'key', expiresAt: instantFromUs((NOW_MS + 86_400_000) * 1000) }),
      list: async ({ q }: { q?: string }) => ({ users: [], count: q === undefined ? 31 : 20 }),
      authMethods: async () => ({ password: overrides.password ?? true }),
    },
    organizations: {
      list: async () => [
        { id: 'id-of-coder', name: 'coder', isDefault: true },
        { id: 'id-of-research', name: 'research', isDefault: false },
      ],
    },
    templates: {
      list: async () => templates,
      version: async (id: string) => ({ id, name: 'v1', jobStatus: 'succeeded', jobTags: null }),
      presets: async () => [],
      agentCount: async () => 0,
      parameters: async () => [],
      externalAuth: async () => [],
    },
    provisioners: {
      daemons: overrides.daemons ?? (async () => [daemon]),
      jobs: async () => [{ queueSize: overrides.pendingBuilds ?? 0 }],
    },
  } as unknown as CoderClient;
}

function preflight(
  client: CoderClient,
  overrides: Partial<RunPlan> = {},
  nowMs = () => NOW_MS,
  more: Partial<Parameters<typeof runPreflight>[1]> = {},
) {
  return runPreflight(
    runPlan({ workspaceCount: 3, ...overrides }),
    {
      client,
      asOwner: () => client,
      token: 'abc-def',
      clock: { nowMs },
      clockAnnounced: false,
      unfinishedRuns: known([]),
      ...more,
    },
    new AbortController().signal,
  );
}

const refusing = (status: number) => async (): Promise<never> => {
  throw new CoderApiError({
    status,
    method: 'GET',
    path: '/',
    message: 'no',
    detail: null,
    validations: [],
    requestId: null,
    retryAfterMs: null,
  });
};

describe('runPreflight', () => {
  it('gives created users passwords where the deployment takes them', async () => {
    expect((await preflight(deployment())).userAuth).toBe('password');
  });

  it('creates users without login where the deployment refuses passwords', async () => {
    expect((await preflight(deployment({ password: false }))).userAuth).toBe('none');
  });

  it('counts the other users without the owner and without those of load tests', async () => {
    expect((await preflight(deployment())).facts.otherUsers).toBe(10);
  });

  it('takes builds of the run itself, which it left in the queue when it was killed, for nobody at work', async () => {
    const client = deployment({ pendingBuilds: 9 });
    await expect(preflight(client)).rejects.toThrow('9 builds waiting in the queue');
    expect((await preflight(client, {}, undefined, { ownPendingBuilds: 8 })).facts.pendingBuilds).toEqual(
      known(1),
    );
  });

  it('refuses nothing but a token that cannot read and remove, where only that is left to do', async () => {
    const client = deployment({ password: false, pendingBuilds: 9 });
    const plan = { userAuth: 'password' as const };
    await expect(preflight(client, plan)).rejects.toThrow('user-auth');
    await expect(preflight(client, plan, undefined, { onlyCollects: true })).resolves.toBeDefined();
    client.users.me = async () => ({ username: 'ana', roles: [] }) as never;
    await expect(preflight(client, plan, undefined, { onlyCollects: true })).rejects.toThrow('ana');
  });

  it('takes nobody for silent on a clock that is minutes further when everything is read', async () => {
    let nowMs = NOW_MS;
    const daemons = async () => [
      { id: 'd-1', name: 'vm', status: 'idle', lastSeenAt: instantFromUs(nowMs * 1000), tags: {} },
    ];
    const { warnings } = await preflight(deployment({ daemons }), {}, () => (nowMs += 120_000));
    expect(warnings.map(({ check }) => check)).not.toContain('provisioner-heartbeats');
  });

  it('finds a template by name in any case, and by id', async () => {
    expect((await preflight(deployment(), { template: 'DOCKER' })).target.template.id).toBe('t-1');
    expect((await preflight(deployment(), { template: 't-1' })).target.template.name).toBe('docker');
  });

  it('refuses a name that two organizations have, unless one of them is named', async () => {
    const client = deployment({
      templates: [template('t-1', 'docker', 'coder'), template('t-2', 'docker', 'research')],
    });
    await expect(preflight(client)).rejects.toThrow(/coder\/docker, research\/docker/);
    expect((await preflight(client, { organization: 'research' })).target.template.id).toBe('t-2');
    expect((await preflight(client, { organization: 'id-of-coder' })).target.template.id).toBe('t-1');
  });

  it('refuses with every finding at once', async () => {
    const client = deployment({ templates: [] });
    const refusal = preflight(client, { userAuth: 'password', template: 'nowhere' });
    await expect(refusal).rejects.toBeInstanceOf(PreflightError);
    await expect(refusal).rejects.toThrow(/nowhere/);
  });

  it('is not kept from running by what it may not see, nor by what the server does not have', async () => {
    for (const status of [403, 404, 500]) {
      const { warnings } = await preflight(deployment({ settings: refusing(status) }));
      const names = warnings.map(({ check }) => check);
      expect(names, String(status)).toEqual(['leftovers']);
    }
  });

  it('does not take a session that has ended for something that it may not see', async () => {
    await expect(preflight(deployment({ settings: refusing(401) }))).rejects.toBeInstanceOf(CoderApiError);
  });

  it('refuses when provisioners cannot be counted, and does not fail', async () => {
    await expect(preflight(deployment({ daemons: refusing(404) }))).rejects.toThrow(
      /provisioners cannot be counted/,
    );
  });
});
