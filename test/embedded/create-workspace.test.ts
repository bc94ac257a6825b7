import { describe, expect, it } from 'vitest';
import type { EmbeddedTemplate } from '../../src/embedded/index.js';
import { TestDeployment } from './harness.js';

const MINE = '/api/v2/users/me/workspaces';

/** A deployment with the template to create from, named `one`. */
function withTemplate(template: Omit<EmbeddedTemplate, 'name'>): TestDeployment {
  return new TestDeployment({ templates: [{ name: 'one', ...template }, { name: 'two' }] });
}

function create(t: TestDeployment, more: object = {}) {
  return t.call('POST', MINE, { body: { template_id: t.templateId, name: 'dev', ...more } });
}

function fields(answer: { body: { validations?: { field: string }[] } }): string[] {
  return (answer.body.validations ?? []).map(({ field }) => field);
}

describe('creating a workspace', () => {
  it('leaves nothing behind when it is refused', async () => {
    const t = new TestDeployment();
    for (const wrong of [
      { automatic_updates: 'sometimes' },
      { ttl_ms: 1 },
      { autostart_schedule: 'never' },
    ]) {
      expect((await create(t, wrong)).status).toBe(400);
    }
    expect([...t.deployment.model.workspaces()]).toEqual([]);
  });

  it('takes names of any case, the same one under many owners, and finds them whatever the case', async () => {
    const t = new TestDeployment();
    const [ada, bob] = [await t.member('Ada'), await t.member('bob')];
    const mine = await t.createWorkspace('My-Dev', { token: ada.token });
    await t.createWorkspace('my-dev', { token: bob.token });
    await t.createWorkspace('MY-DEV');
    const found = await t.expect(200, 'GET', '/api/v2/users/ADA/workspace/MY-dev');
    expect(found.body).toMatchObject({ id: mine.id, name: 'My-Dev', owner_name: 'Ada' });
  });

  it('takes nulls and zero ids for what is not said', async () => {
    const t = new TestDeployment();
    const zero = '00000000-0000-0000-0000-000000000000';
    const answer = await create(t, {
      template_version_id: zero,
      template_version_preset_id: zero,
      rich_parameter_values: null,
      autostart_schedule: null,
      ttl_ms: null,
      automatic_updates: '',
    });
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({ automatic_updates: 'never', next_start_at: null });
    expect(answer.body).not.toHaveProperty('ttl_ms');
    expect(answer.body).not.toHaveProperty('autostart_schedule');
  });

  it('is refused for a deleted owner', async () => {
    const t = new TestDeployment();
    const { id } = await t.createUser('ada');
    await t.expect(200, 'DELETE', '/api/v2/users/ada');
    const body = { template_id: t.templateId, name: 'dev' };
    await t.expect(404, 'POST', `/api/v2/users/${id}/workspaces`, { body });
  });

  it('gives the template’s time to live to who asks for none', async () => {
    const t = withTemplate({ defaultTtlMs: 7_200_000 });
    expect((await create(t)).body.ttl_ms).toBe(7_200_000);
    expect((await create(t, { name: 'zero', ttl_ms: 0 })).body.ttl_ms).toBe(7_200_000);
    expect((await create(t, { name: 'own', ttl_ms: 90_000 })).body.ttl_ms).toBe(60_000);
  });

  it('is refused from a deleted template with 404, from a deprecated one with 400', async () => {
    const t = withTemplate({ deprecated: 'Use two.' });
    expect((await create(t)).body).toMatchObject({ detail: 'Use two.' });
    expect((await create(t)).status).toBe(400);
    const other = new TestDeployment();
    await other.expect(200, 'DELETE', `/api/v2/templates/${other.templateId}`);
    expect((await create(other)).status).toBe(404);
  });

  it('is refused while a login elsewhere is missing that the template needs', async () => {
    const missing = withTemplate({ externalAuth: [{ id: 'forge', authenticated: false }] });
    expect((await create(missing)).status).toBe(403);
    const optional = withTemplate({ externalAuth: [{ id: 'forge', authenticated: false, optional: true }] });
    expect((await create(optional)).status).toBe(201);
    const present = withTemplate({ externalAuth: [{ id: 'forge' }] });
    expect((await create(present)).status).toBe(201);
  });

  it('accepts a schedule though the template allows none, and has no next start then', async () => {
    const t = withTemplate({ autostartDays: [] });
    const answer = await create(t, { autostart_schedule: '30 9 * * *' });
    expect(answer.body).toMatchObject({ autostart_schedule: '30 9 * * *', next_start_at: null });
  });

  it('looks at the name only after schedule and time to live', async () => {
    const t = new TestDeployment();
    await create(t);
    expect((await create(t)).status).toBe(409);
    expect(fields(await create(t))).toEqual(['name']);
    expect(fields(await create(t, { autostart_schedule: 'x', ttl_ms: 1 }))).toEqual(['schedule']);
    expect(fields(await create(t, { ttl_ms: 1, automatic_updates: 'x' }))).toEqual(['ttl_ms']);
    expect(fields(await create(t, { automatic_updates: 'x' }))).toEqual(['automatic_updates']);
  });
});

describe('parameters of a new workspace', () => {
  const parameters: EmbeddedTemplate['parameters'] = [
    {
      name: 'region',
      options: [
        { name: 'Europe', value: 'eu' },
        { name: 'America', value: 'us' },
      ],
    },
    { name: 'cpus', type: 'number', defaultValue: '2', validation: { min: 1, max: 8 } },
  ];
  const presets: EmbeddedTemplate['presets'] = [
    {
      name: 'Big',
      parameters: [
        { name: 'region', value: 'us' },
        { name: 'cpus', value: '8' },
      ],
    },
  ];
  const values = (given: Record<string, string>) => ({
    rich_parameter_values: Object.entries(given).map(([name, value]) => ({ name, value })),
  });

  it('may be unknown to the template, and are passed over', async () => {
    const t = new TestDeployment();
    const answer = await create(t, values({ nope: '1' }));
    expect(answer.status).toBe(201);
    const path = `/api/v2/workspacebuilds/${answer.body.latest_build.id}/parameters`;
    expect((await t.expect(200, 'GET', path)).body).toEqual([]);
  });

  it('are required where the template has no default, and must be what it allows', async () => {
    const t = withTemplate({ parameters });
    expect((await create(t)).status).toBe(400);
    expect(fields(await create(t))).toEqual(['region']);
    expect(fields(await create(t, values({ region: 'mars', cpus: '9' })))).toEqual(['region', 'cpus']);
    const made = await create(t, values({ region: 'eu' }));
    const path = `/api/v2/workspacebuilds/${made.body.latest_build.id}/parameters`;
    expect((await t.expect(200, 'GET', path)).body).toEqual([
      { name: 'region', value: 'eu' },
      { name: 'cpus', value: '2' },
    ]);
  });

  it('come from the preset where they are not given, and the build tells the preset', async () => {
    const t = withTemplate({ parameters, presets });
    const [preset] = t.deployment.templates.all[0]!.version.presets;
    const chosen = { template_version_preset_id: preset!.id };
    const made = await create(t, { ...chosen, ...values({ cpus: '4' }) });
    expect(made.body.latest_build.template_version_preset_id).toBe(preset!.id);
    const path = `/api/v2/workspacebuilds/${made.body.latest_build.id}/parameters`;
    expect((await t.expect(200, 'GET', path)).body).toEqual([
      { name: 'region', value: 'us' },
      { name: 'cpus', value: '4' },
    ]);
    const unknown = { name: 'x', template_version_preset_id: t.templateId };
    expect(fields(await create(t, unknown))).toEqual(['template_version_preset_id']);
  });

  it('are searched by name and value', async () => {
    const t = withTemplate({ parameters });
    await create(t, { name: 'a', ...values({ region: 'eu' }) });
    await create(t, { name: 'b', ...values({ region: 'us', cpus: '4' }) });
    const found = async (q: string) => {
      const { body } = await t.expect(200, 'GET', `/api/v2/workspaces?q=${encodeURIComponent(q)}`);
      return body.workspaces.map((workspace: { name: string }) => workspace.name);
    };
    expect(await found('param:region')).toEqual(['a', 'b']);
    expect(await found('param:region=us')).toEqual(['b']);
    expect(await found('param:"Region=EU"')).toEqual(['a']);
    expect(await found('param:region=eu param:cpus=2')).toEqual(['a']);
    expect(await found('param:region=eu param:cpus=4')).toEqual([]);
    expect(await found('param:zone')).toEqual([]);
  });
});
