import { describe, expect, it } from 'vitest';
import type { EmbeddedTemplate } from '../../src/embedded/index.js';
import { OTHER_UUID, TestDeployment } from './harness.js';

const rich: EmbeddedTemplate = {
  name: 'rich',
  displayName: 'Rich One',
  description: 'With everything',
  icon: '/icon/code.svg',
  defaultTtlMs: 3_600_000,
  failureTtlMs: 600_000,
  allowUserAutostart: false,
  autostartDays: ['friday', 'monday'],
  parameters: [
    {
      name: 'region',
      displayName: 'Region',
      description: 'Where it runs',
      options: [{ name: 'Europe', value: 'eu', description: 'Frankfurt' }],
    },
    {
      name: 'size',
      type: 'number',
      mutable: true,
      defaultValue: '10',
      validation: { min: 1, max: 9000, monotonic: 'increasing', error: 'no' },
    },
    { name: 'shell', defaultValue: 'zsh', validation: { regex: '^[a-z]+$' } },
    { name: 'wipe', type: 'bool', mutable: true, ephemeral: true, defaultValue: 'false' },
    { name: 'tools', type: 'list(string)', defaultValue: '[]' },
  ],
  presets: [{ name: 'small', isDefault: true, parameters: [{ name: 'region', value: 'eu' }] }],
  variables: [
    { name: 'host', value: 'h1', defaultValue: 'h0' },
    { name: 'key', value: 'hunter2', sensitive: true },
  ],
  externalAuth: [{ id: 'github', displayName: 'GitHub' }],
};

function withRich(): TestDeployment {
  return new TestDeployment({ templates: [{ name: 'workspace' }, rich] });
}

function idsOf(t: TestDeployment, name: string) {
  const template = t.deployment.templates.named(name)!;
  return {
    template: `/api/v2/templates/${template.id}`,
    version: `/api/v2/templateversions/${template.versionId}`,
  };
}

describe('templates', () => {
  it('are two unless said otherwise: one without agents and one with an agent', async () => {
    const t = new TestDeployment();
    const { body } = await t.expect(200, 'GET', '/api/v2/templates');
    expect(body.map(({ name }: { name: string }) => name)).toEqual(['workspace', 'workspace-with-agent']);
    expect(body.every((one: Record<string, unknown>) => one['use_classic_parameter_flow'])).toBe(true);
    const agentsOf = async (name: string) => {
      const resources = (await t.expect(200, 'GET', `${idsOf(t, name).version}/resources`)).body;
      return resources.map((one: { agents?: { name: string }[] }) => one.agents?.map((agent) => agent.name));
    };
    expect(await agentsOf('workspace')).toEqual([undefined, undefined]);
    expect(await agentsOf('workspace-with-agent')).toEqual([['main'], ['main']]);
  });

  it('show what they were given', async () => {
    const tagged = { ...rich, tags: { pool: 'big' } };
    const t = new TestDeployment({ templates: [{ name: 'workspace' }, tagged] });
    const { template } = idsOf(t, 'rich');
    expect((await t.expect(200, 'GET', template)).body).toMatchObject({
      name: 'rich',
      display_name: 'Rich One',
      description: 'With everything',
      icon: '/icon/code.svg',
      default_ttl_ms: 3_600_000,
      failure_ttl_ms: 600_000,
      allow_user_autostart: false,
      autostart_requirement: { days_of_week: ['monday', 'friday'] },
      deprecated: false,
    });
    expect(t.deployment.parameters.templates[1]).toMatchObject({
      tags: { pool: 'big' },
      allowUserAutostart: false,
      autostartDays: [true, false, false, false, true, false, false],
      agents: null,
    });
  });

  it('are found by every key of the search', async () => {
    const t = new TestDeployment({
      templates: [{ name: 'plain' }, rich, { name: 'old', deprecated: 'use plain' }],
    });
    const { id } = t.deployment.templates.named('old')!;
    const found = async (q: string) =>
      (await t.expect(200, 'GET', `/api/v2/templates?q=${encodeURIComponent(q)}`)).body.map(
        (template: { name: string }) => template.name,
      );
    expect(await found('')).toEqual(['plain', 'rich']);
    expect(await found('deprecated:true')).toEqual(['old']);
    expect(await found('deprecated:false')).toEqual(['plain', 'rich']);
    expect(await found('name:%la')).toEqual(['plain']);
    expect(await found('exact_name:Rich')).toEqual(['rich']);
    expect(await found('"rich one"')).toEqual(['rich']);
    expect(await found('display_name:ich')).toEqual(['rich']);
    expect(await found('exact_display_name:"rich one"')).toEqual(['rich']);
    expect(await found(`ids:${id} deprecated:true`)).toEqual(['old']);
    expect(await found('author:me')).toEqual(['plain', 'rich']);
    expect(await found('author:nobody')).toEqual([]);
    expect(await found(`author_id:${t.deployment.owner.id}`)).toEqual(['plain', 'rich']);
    expect(await found('organization:coder has-ai-task:false')).toEqual(['plain', 'rich']);
    expect(await found('has_external_agent:true')).toEqual([]);
    expect(await found('deleted:true')).toEqual([]);
    for (const wrong of ['x:1', 'ids:x', 'deprecated:maybe', 'author_id:x', 'name:a name:b', 'a:b:c']) {
      await t.expect(400, 'GET', `/api/v2/templates?q=${encodeURIComponent(wrong)}`);
    }
  });

  it('take no new workspaces once deprecated, but are found by name', async () => {
    const t = new TestDeployment({ templates: [{ name: 'old', deprecated: 'use another' }] });
    const path = '/api/v2/organizations/default/templates/OLD';
    expect((await t.expect(200, 'GET', path)).body).toMatchObject({
      deprecated: true,
      deprecation_message: 'use another',
    });
    const body = { template_id: t.templateId, name: 'dev' };
    await t.expect(400, 'POST', '/api/v2/users/me/workspaces', { body });
  });

  it('are changed by owners', async () => {
    const t = withRich();
    const { template } = idsOf(t, 'rich');
    const { token } = await t.member('ada');
    t.realClock.advanceBy(1000);
    const before = (await t.expect(200, 'GET', template)).body;
    const body = {
      name: 'richer',
      display_name: '',
      default_ttl_ms: 60_000,
      allow_user_cancel_workspace_jobs: false,
      allow_user_autostart: false,
      failure_ttl_ms: 5,
      autostop_requirement: { days_of_week: [], weeks: 1 },
    };
    await t.expect(403, 'PATCH', template, { body, token });
    const after = (await t.expect(200, 'PATCH', template, { body })).body;
    expect(after).toEqual({
      ...before,
      name: 'richer',
      display_name: '',
      default_ttl_ms: 60_000,
      allow_user_cancel_workspace_jobs: false,
      updated_at: expect.stringMatching(/^2026-11-23T08:00:01\./),
    });
    expect((await t.expect(200, 'PATCH', template, { body: {} })).body.name).toBe('richer');
    await t.expect(409, 'PATCH', template, { body: { name: 'Workspace' } });
    for (const wrong of [
      { name: 'no good' },
      { display_name: ' x' },
      { description: 'x'.repeat(128) },
      { default_ttl_ms: -1 },
      // 300 years: longer than any duration in Go, and beyond the years that can be written if added up.
      { default_ttl_ms: 9_467_280_000_000 },
      { autostart_requirement: { days_of_week: ['someday'] } },
      { autostop_requirement: { weeks: 17 } },
      { use_classic_parameter_flow: false },
      { max_port_share_level: 'everybody' },
    ]) {
      const answer = await t.expect(400, 'PATCH', template, { body: wrong });
      expect(answer.body.validations[0].field).toMatch(new RegExp(`^${Object.keys(wrong)[0]}`));
    }
  });

  it('are deleted by owners, when they have no workspaces', async () => {
    const t = withRich();
    const { template, version } = idsOf(t, 'workspace');
    const { token } = await t.member('ada');
    const { id } = await t.createWorkspace('dev');
    t.realClock.advanceBy(5000);
    await t.expect(403, 'DELETE', template, { token });
    await t.expect(400, 'DELETE', template);
    await t.build(id, 'delete');
    await t.expect(200, 'DELETE', template);
    for (const path of [template, version, '/api/v2/organizations/default/templates/workspace']) {
      await t.expect(404, 'GET', path);
    }
    await t.expect(404, 'DELETE', template);
    const body = { template_id: template.split('/').at(-1), name: 'dev2' };
    await t.expect(404, 'POST', '/api/v2/users/me/workspaces', { body });
    const { body: deleted } = await t.expect(200, 'GET', '/api/v2/templates?q=deleted:true');
    expect(deleted).toMatchObject([{ name: 'workspace', deleted: true }]);
  });

  it('are made of a version that is there, which they have from then on', async () => {
    const t = withRich();
    const path = '/api/v2/organizations/default/templates';
    const { version, template } = idsOf(t, 'rich');
    const body = { name: 'twin', template_version_id: version.split('/').at(-1), description: 'Again' };
    const { token } = await t.member('ada');
    await t.expect(403, 'POST', path, { body, token });
    await t.expect(409, 'POST', path, { body: { ...body, name: 'RICH' } });
    await t.expect(400, 'POST', path, { body: { ...body, template_version_id: OTHER_UUID } });
    await t.expect(400, 'POST', path, { body: { name: 'twin' } });
    const twin = (await t.expect(201, 'POST', path, { body })).body;
    expect(twin).toMatchObject({
      name: 'twin',
      description: 'Again',
      active_version_id: body.template_version_id,
      allow_user_cancel_workspace_jobs: false,
      allow_user_autostart: false,
    });
    expect((await t.expect(200, 'GET', version)).body.template_id).toBe(twin.id);
    const workspace = await t.createWorkspace('dev', {
      body: { template_id: twin.id, rich_parameter_values: [{ name: 'region', value: 'eu' }] },
    });
    expect(workspace.template_name).toBe('twin');
    await t.expect(200, 'GET', template);
  });

  it('give their version back to the template it came from', async () => {
    const t = withRich();
    const { version } = idsOf(t, 'rich');
    const body = { name: 'twin', template_version_id: version.split('/').at(-1) };
    const { id } = (await t.expect(201, 'POST', '/api/v2/organizations/default/templates', { body })).body;
    await t.expect(200, 'DELETE', `/api/v2/templates/${id}`);
    expect((await t.expect(200, 'GET', version)).body.template_id).toBe(
      t.deployment.templates.named('rich')!.id,
    );
  });
});

describe('a version', () => {
  it('tells its parameters in full', async () => {
    const t = withRich();
    const { body } = await t.expect(200, 'GET', `${idsOf(t, 'rich').version}/rich-parameters`);
    expect(body).toEqual([
      {
        name: 'region',
        display_name: 'Region',
        description: 'Where it runs',
        description_plaintext: 'Where it runs',
        type: 'string',
        form_type: 'radio',
        mutable: false,
        default_value: '',
        icon: '',
        options: [{ name: 'Europe', description: 'Frankfurt', value: 'eu', icon: '' }],
        required: true,
        ephemeral: false,
      },
      expect.objectContaining({
        name: 'size',
        type: 'number',
        mutable: true,
        default_value: '10',
        options: [],
        required: false,
        validation_min: 1,
        validation_max: 9000,
        validation_monotonic: 'increasing',
        validation_error: 'no',
      }),
      expect.objectContaining({ name: 'shell', validation_regex: '^[a-z]+$', form_type: 'input' }),
      expect.objectContaining({ name: 'wipe', ephemeral: true, form_type: 'checkbox' }),
      expect.objectContaining({ name: 'tools', type: 'list(string)', form_type: 'tag-select' }),
    ]);
  });

  it('tells its presets with capitalized keys, and null without any', async () => {
    const t = withRich();
    const { body } = await t.expect(200, 'GET', `${idsOf(t, 'rich').version}/presets`);
    expect(body).toEqual([
      {
        ID: expect.stringMatching(/^[0-9a-f-]{36}$/),
        Name: 'small',
        Parameters: [{ Name: 'region', Value: 'eu' }],
        Default: true,
        DesiredPrebuildInstances: null,
        Description: '',
        Icon: '',
      },
    ]);
    const none = await t.expect(200, 'GET', `${idsOf(t, 'workspace').version}/presets`);
    expect(none.text).toBe('null\n');
  });

  it('masks variables that are sensitive', async () => {
    const t = withRich();
    const { body, text } = await t.expect(200, 'GET', `${idsOf(t, 'rich').version}/variables`);
    expect(body).toMatchObject([
      { name: 'host', type: 'string', value: 'h1', default_value: 'h0', required: false, sensitive: false },
      { name: 'key', value: '*redacted*', default_value: '*redacted*', required: true, sensitive: true },
    ]);
    expect(text).not.toContain('hunter2');
  });

  it('tells the logins elsewhere that it needs', async () => {
    const t = withRich();
    const { body } = await t.expect(200, 'GET', `${idsOf(t, 'rich').version}/external-auth`);
    expect(body).toEqual([
      {
        id: 'github',
        type: 'github',
        display_name: 'GitHub',
        display_icon: '',
        authenticate_url: 'http://127.0.0.1/external-auth/github',
        authenticated: true,
      },
    ]);
  });

  it('lets nobody create a workspace who lacks a login that it needs', async () => {
    const auth = { id: 'github', authenticated: false };
    const t = new TestDeployment({
      templates: [
        { name: 'strict', externalAuth: [auth] },
        { name: 'lax', externalAuth: [{ ...auth, optional: true }] },
      ],
    });
    const create = (template: string) => ({
      body: { template_id: t.deployment.templates.named(template)!.id, name: 'dev' },
    });
    await t.expect(403, 'POST', '/api/v2/users/me/workspaces', create('strict'));
    await t.expect(201, 'POST', '/api/v2/users/me/workspaces', create('lax'));
  });

  it('is renamed and commented by owners', async () => {
    const t = withRich();
    const { version } = idsOf(t, 'rich');
    const { token } = await t.member('ada');
    await t.expect(403, 'PATCH', version, { body: { name: 'v2' }, token });
    const { body } = await t.expect(200, 'PATCH', version, { body: { name: 'v2.1_a', message: 'better' } });
    expect(body).toMatchObject({ name: 'v2.1_a', message: 'better' });
    expect((await t.expect(200, 'PATCH', version, { body: {} })).body.name).toBe('v2.1_a');
    await t.expect(400, 'PATCH', version, { body: { name: '-a' } });
    await t.expect(400, 'PATCH', version, { body: { name: 'a'.repeat(65) } });
  });

  it('was imported long ago: its log is complete and cannot be canceled', async () => {
    const t = withRich();
    const { version } = idsOf(t, 'rich');
    const { body } = await t.expect(200, 'GET', `${version}/logs`);
    expect(body.map(({ stage }: { stage: string }) => stage)).toEqual(['Setting up', 'Cleaning Up']);
    await t.expect(400, 'PATCH', `${version}/cancel`);
  });
});

describe('values of parameters', () => {
  const given = (...pairs: [string, string][]) => pairs.map(([name, value]) => ({ name, value }));

  it('are refused by name at creation and at builds, and kept from build to build', async () => {
    const t = withRich();
    const template_id = t.deployment.templates.named('rich')!.id;
    const create = (values: unknown, more = {}) =>
      t.call('POST', '/api/v2/users/me/workspaces', {
        body: { template_id, name: 'dev', rich_parameter_values: values, ...more },
      });
    const missing = await create(null);
    expect([missing.status, missing.body.validations[0].field]).toEqual([400, 'region']);
    expect(missing.body.message).toMatch(/"region" is required/);
    expect((await create(given(['region', 'mars']))).status).toBe(400);
    const created = await create(given(['region', 'eu'], ['nope', '1'], ['wipe', 'true']));
    expect(created.status).toBe(201);
    t.realClock.advanceBy(5000);
    const builds = `/api/v2/workspaces/${created.body.id}/builds`;
    const build = (values: unknown) =>
      t.call('POST', builds, { body: { transition: 'start', rich_parameter_values: values } });
    expect((await build(given(['region', 'us']))).status).toBe(400);
    expect((await build(given(['size', '3']))).status).toBe(400);
    const grown = await build(given(['size', '30']));
    expect(grown.status).toBe(201);
    const valuesOf = async (id: string) =>
      (await t.expect(200, 'GET', `/api/v2/workspacebuilds/${id}/parameters`)).body;
    const first = await valuesOf(created.body.latest_build.id);
    expect(first).toEqual(expect.arrayContaining(given(['region', 'eu'], ['size', '10'], ['wipe', 'true'])));
    const second = await valuesOf(grown.body.id);
    expect(second).toEqual(
      expect.arrayContaining(given(['region', 'eu'], ['size', '30'], ['wipe', 'false'])),
    );
  });

  it('may come from a preset of the version', async () => {
    const t = withRich();
    const { version } = idsOf(t, 'rich');
    const [preset] = (await t.expect(200, 'GET', `${version}/presets`)).body;
    const template_id = t.deployment.templates.named('rich')!.id;
    const create = (id: string) =>
      t.call('POST', '/api/v2/users/me/workspaces', {
        body: { template_id, name: 'dev', template_version_preset_id: id },
      });
    expect((await create(OTHER_UUID)).status).toBe(400);
    expect((await create(preset.ID)).status).toBe(201);
  });
});

describe('the options of templates', () => {
  it.each<[string, EmbeddedTemplate]>([
    ['name', { name: 'not good' }],
    ['description', { name: 'a', description: 'x'.repeat(128) }],
    ['defaultTtlMs', { name: 'a', defaultTtlMs: -1 }],
    ['failureTtlMs', { name: 'a', failureTtlMs: 0.5 }],
    ['autostartDays', { name: 'a', autostartDays: ['someday' as never] }],
    ['parameters: names', { name: 'a', parameters: [{ name: 'p' }, { name: 'p' }] }],
    ['parameters[0].ephemeral', { name: 'a', parameters: [{ name: 'p', ephemeral: true }] }],
    [
      'parameters[0].defaultValue',
      { name: 'a', parameters: [{ name: 'p', type: 'bool', defaultValue: 'x' }] },
    ],
    [
      'parameters[0].validation.regex',
      { name: 'a', parameters: [{ name: 'p', validation: { regex: '(' } }] },
    ],
    [
      'presets[0].parameters',
      { name: 'a', presets: [{ name: 'x', parameters: [{ name: 'p', value: '1' }] }] },
    ],
  ])('are refused by name: %s', (field, template) => {
    const create = () => new TestDeployment({ templates: [template] });
    expect(create).toThrow(`templates[0].${field}`);
  });
});
