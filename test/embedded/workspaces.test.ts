import { describe, expect, it } from 'vitest';
import { OTHER_UUID, TestDeployment, testParameters } from './harness.js';

const WORKSPACES = '/api/v2/workspaces';

describe('creating workspaces', () => {
  it('begins with a pending start, which nobody is told of', async () => {
    const t = new TestDeployment();
    const told: string[] = [];
    t.deployment.updates.subscribe((text) => told.push(text));
    const workspace = await t.createWorkspace('dev');
    expect(workspace.latest_build).toMatchObject({
      build_number: 1,
      transition: 'start',
      status: 'pending',
      reason: 'initiator',
      resources: [],
      template_version_name: '',
      job: { status: 'pending', queue_position: 0, queue_size: 0 },
      matched_provisioners: { count: 3, available: 3 },
    });
    expect(told).toEqual([]);
  });

  it('refuses a name that the owner uses already, but not another owner’s, nor a deleted one', async () => {
    const t = new TestDeployment();
    const ada = await t.member('ada');
    const workspace = await t.createWorkspace('dev', { token: ada.token });
    await t.createWorkspace('dev');
    const body = { template_id: t.templateId, name: 'DEV' };
    const again = () => t.call('POST', '/api/v2/users/me/workspaces', { token: ada.token, body });
    expect((await again()).status).toBe(409);
    t.realClock.advanceBy(10_000);
    await t.build(workspace.id, 'delete', { token: ada.token });
    expect((await again()).status).toBe(201);
  });

  it('lets owners create for others, and members for themselves alone', async () => {
    const t = new TestDeployment();
    const ada = await t.member('ada');
    await t.createUser('bob');
    const made = await t.createWorkspace('dev', { user: 'bob' });
    expect(made).toMatchObject({ owner_name: 'bob', latest_build: { initiator_name: 'admin' } });
    const body = { template_id: t.templateId, name: 'dev' };
    await t.expect(404, 'POST', '/api/v2/users/bob/workspaces', { token: ada.token, body });
    const alias = '/api/v2/organizations/default/members/me/workspaces';
    await t.expect(201, 'POST', alias, { token: ada.token, body });
  });

  it('takes a template’s version in its place, and zero ids for none', async () => {
    const t = new TestDeployment();
    const zero = '00000000-0000-0000-0000-000000000000';
    const { versionId } = t.deployment.templates.all[0]!;
    await t.createWorkspace('one', { body: { template_id: zero, template_version_id: versionId } });
    await t.createWorkspace('two', { body: { template_version_id: zero } });
  });

  it.each([
    [
      'both template and version',
      { template_version_id: OTHER_UUID },
      ['template_id', 'template_version_id'],
    ],
    ['a bad name', { name: 'no good' }, ['name']],
    ['a bad schedule', { autostart_schedule: '* * * * * *' }, ['schedule']],
    ['half a minute to live', { ttl_ms: 30_000 }, ['ttl_ms']],
    ['31 days to live', { ttl_ms: 31 * 24 * 3600_000 }, ['ttl_ms']],
    ['an unknown way of updating', { automatic_updates: 'sometimes' }, ['automatic_updates']],
  ])('refuses %s', async (_, wrong, expected) => {
    const t = new TestDeployment();
    const body = { template_id: t.templateId, name: 'dev', ...wrong };
    const { body: answer } = await t.expect(400, 'POST', '/api/v2/users/me/workspaces', { body });
    expect(answer.validations.map(({ field }: { field: string }) => field)).toEqual(expected);
  });

  it('finds the owner before it looks at the body', async () => {
    const t = new TestDeployment();
    await t.expect(404, 'POST', '/api/v2/users/nobody/workspaces', { rawBody: '{' });
    await t.expect(404, 'PUT', `${WORKSPACES}/${OTHER_UUID}/autostart`, { rawBody: '{' });
    await t.expect(400, 'PUT', `${WORKSPACES}/nonsense/autostart`, { body: {} });
  });
});

describe('reading workspaces', () => {
  it('tells deleted from unknown: 410 by id, 404 by name', async () => {
    const t = new TestDeployment();
    const { id } = await t.createWorkspace('dev');
    t.realClock.advanceBy(10_000);
    await t.build(id, 'delete');
    await t.expect(410, 'GET', `${WORKSPACES}/${id}`);
    await t.expect(200, 'GET', `${WORKSPACES}/${id}?include_deleted=true`);
    await t.expect(400, 'GET', `${WORKSPACES}/${id}?include_deleted=perhaps`);
    await t.expect(404, 'GET', '/api/v2/users/me/workspace/dev');
    await t.expect(200, 'GET', '/api/v2/users/me/workspace/dev?include_deleted=1');
    await t.expect(404, 'GET', `${WORKSPACES}/${OTHER_UUID}`);
    await t.expect(200, 'GET', `${WORKSPACES}/${id}/builds`);
  });

  it('hides a member’s workspaces from other members', async () => {
    const t = new TestDeployment();
    const [ada, bob] = [await t.member('ada'), await t.member('bob')];
    const { id, latest_build } = await t.createWorkspace('dev', { token: ada.token });
    const asBob = { token: bob.token };
    await t.expect(404, 'GET', `${WORKSPACES}/${id}`, asBob);
    await t.expect(404, 'GET', '/api/v2/users/ada/workspace/dev', asBob);
    await t.expect(404, 'GET', `/api/v2/workspacebuilds/${latest_build.id}`, asBob);
    await t.expect(404, 'PUT', `${WORKSPACES}/${id}/autostart`, { ...asBob, body: {} });
    expect((await t.expect(200, 'GET', WORKSPACES, asBob)).body).toEqual({ workspaces: [], count: 0 });
    expect((await t.expect(200, 'GET', WORKSPACES)).body.count).toBe(1);
  });
});

describe('listing workspaces', () => {
  /** Owners b and a; of a: z runs, m is stopped, c has failed to begin yet (pending). */
  async function populated() {
    const t = new TestDeployment({ parameters: { seed: 'list', provisioners: 1 } });
    await t.createUser('b');
    await t.createUser('A');
    const z = await t.createWorkspace('z', { user: 'a' });
    t.realClock.advanceBy(10_000);
    const m = await t.createWorkspace('M', { user: 'a' });
    t.realClock.advanceBy(10_000);
    await t.build(m.id, 'stop');
    const x = await t.createWorkspace('x-dev', { user: 'b' });
    await t.createWorkspace('c', { user: 'a' });
    const list = async (query: string) => {
      const { body } = await t.expect(200, 'GET', `${WORKSPACES}?${query}`);
      const names = body.workspaces.map(
        (w: { name: string; owner_name: string }) => `${w.owner_name}/${w.name}`,
      );
      return [body.count, ...names];
    };
    const search = (q: string) => list(`q=${encodeURIComponent(q)}`);
    return { t, z, m, x, list, search };
  }

  it('puts running ones first, then goes by owner and name', async () => {
    const { list } = await populated();
    expect(await list('')).toEqual([4, 'A/z', 'A/c', 'A/M', 'b/x-dev']);
  });

  it('still has those whose delete failed, or was canceled', async () => {
    const t = new TestDeployment({
      parameters: { ...testParameters, failureRate: { start: 0, stop: 0, delete: 1 } },
    });
    const failing = await t.createWorkspace('failing');
    const spared = await t.createWorkspace('spared');
    t.realClock.advanceBy(5000);
    await t.build(failing.id, 'delete');
    const body = { transition: 'delete' };
    const build = await t.expect(201, 'POST', `/api/v2/workspaces/${spared.id}/builds`, { body });
    await t.expect(200, 'PATCH', `/api/v2/workspacebuilds/${build.body.id}/cancel`);
    t.realClock.advanceBy(5000);
    const { count, workspaces } = (await t.expect(200, 'GET', '/api/v2/workspaces')).body;
    expect(count).toBe(2);
    const names = workspaces.map(({ name }: { name: string }) => name);
    expect(names.sort()).toEqual(['failing', 'spared']);
  });

  it('pages, with the count of all', async () => {
    const { t, list } = await populated();
    expect(await list('limit=2')).toEqual([4, 'A/z', 'A/c']);
    expect(await list('limit=2&offset=3')).toEqual([4, 'b/x-dev']);
    expect(await list('limit=0&offset=9')).toEqual([4]);
    for (const wrong of ['limit=-1', 'limit=x', 'offset=-1', 'limit=2147483648', 'after_id=x']) {
      const answer = await t.expect(400, 'GET', `${WORKSPACES}?${wrong}`);
      expect(answer.body.validations).toMatchObject([{ field: wrong.split('=')[0] }]);
    }
    // Read, and not looked at.
    expect(await list(`limit=1&after_id=${OTHER_UUID}`)).toEqual([4, 'A/z']);
  });

  it('makes JSON of its page alone', async () => {
    const t = new TestDeployment();
    const { builds, driver, identities, model, owner, templates, workspaces } = t.deployment;
    const createdUs = driver.begin();
    for (const name of ['a', 'b', 'c', 'd']) {
      const state = model.createWorkspace(createdUs, {
        owner: owner.handle,
        name,
        initiator: owner.handle,
        schedule: null,
      });
      workspaces.add({
        owner,
        template: templates.all[0]!,
        createdUs,
        automaticUpdates: 'never',
        parameters: [],
        state,
      });
    }
    const shown = () => [0, 1, 2, 3].filter((n) => builds.withId(identities.of('build', n)) !== undefined);
    await t.expect(200, 'GET', `${WORKSPACES}?limit=1&offset=2`);
    expect(shown()).toEqual([2]);
    expect((await t.expect(200, 'GET', `${WORKSPACES}?q=name:b&limit=1`)).body.count).toBe(1);
    expect(shown()).toEqual([1, 2]);
  });

  it('finds a member nothing of others, whatever is asked for', async () => {
    const { t, z, x } = await populated();
    const ada = await t.member('ada');
    const mine = await t.createWorkspace('mine', { token: ada.token });
    const found = async (q: string) => {
      const path = `${WORKSPACES}?q=${encodeURIComponent(q)}`;
      const { body } = await t.expect(200, 'GET', path, { token: ada.token });
      return [body.count, ...body.workspaces.map((w: { name: string }) => w.name)];
    };
    expect(await found('')).toEqual([1, 'mine']);
    expect(await found('owner:me')).toEqual([1, 'mine']);
    expect(await found('owner:a')).toEqual([0]);
    expect(await found(`id:${z.id},${mine.id},${x.id}`)).toEqual([1, 'mine']);
  });

  it('tells workspaces by their agents', async () => {
    const template = {
      name: 'agents',
      agents: { names: ['main'], connect: { kind: 'constant', value: 30e6 }, connectionTimeoutUs: 20e6 },
    } as const;
    const t = new TestDeployment({ templates: [template, { name: 'plain' }] });
    await t.createWorkspace('agent');
    await t.createWorkspace('none', { body: { template_id: t.deployment.templates.all[1]!.id } });
    const found = async (q: string) => {
      const { body } = await t.expect(200, 'GET', `${WORKSPACES}?q=${encodeURIComponent(q)}`);
      return body.workspaces.map((w: { name: string }) => w.name);
    };
    t.realClock.advanceBy(10_000);
    expect(await found('has-agent:connecting')).toEqual(['agent']);
    expect(await found('healthy:false')).toEqual([]);
    t.realClock.advanceBy(15_000);
    expect(await found('has-agent:timeout')).toEqual(['agent']);
    expect(await found('healthy:false')).toEqual(['agent']);
    t.realClock.advanceBy(15_000);
    expect(await found('has-agent:connected,connecting')).toEqual(['agent']);
    expect(await found('healthy:true')).toEqual(['agent']);
    expect(await found('has-agent:disconnected')).toEqual([]);
  });

  it('searches', async () => {
    const { z, x, search } = await populated();
    expect(await search('owner:A')).toEqual([3, 'A/z', 'A/c', 'A/M']);
    expect(await search('owner:me')).toEqual([0]);
    expect(await search('name:m')).toEqual([1, 'A/M']);
    expect(await search('x-d')).toEqual([1, 'b/x-dev']);
    expect(await search('b/dev')).toEqual([1, 'b/x-dev']);
    expect(await search('name:_')).toHaveLength(5);
    expect(await search('template:workspace')).toHaveLength(5);
    expect(await search('template:work')).toEqual([0]);
    expect(await search('organization:coder')).toHaveLength(5);
    expect(await search('organization:else')).toEqual([0]);
    expect(await search(`id:${z.id},${x.id},${OTHER_UUID}`)).toEqual([2, 'A/z', 'b/x-dev']);
    expect(await search('status:pending')).toEqual([2, 'A/c', 'b/x-dev']);
    expect(await search('status:running')).toEqual([1, 'A/z']);
    expect(await search('status:stopped name:m')).toEqual([1, 'A/M']);
    expect(await search('a/z')).toEqual([1, 'A/z']);
    expect(await search('owner:nobody')).toEqual([0]);
    expect(await search(`id:${z.id.toUpperCase()}`)).toEqual([1, 'A/z']);
    expect(await search(`id:${z.id} owner:b`)).toEqual([0]);
    expect(await search('status:starting')).toEqual([0]);
    expect(await search('status:deleted')).toEqual([0]);
    expect(await search('"x-dev"')).toEqual([1, 'b/x-dev']);
    expect(await search('name:"x-%v"')).toEqual([1, 'b/x-dev']);
    expect(await search('dormant:true')).toEqual([0]);
    expect(await search('dormant:false')).toHaveLength(5);
    expect(await search('has-agent:connected,timeout')).toEqual([0]);
    for (const key of ['outdated', 'has-ai-task', 'has_external_agent', 'shared']) {
      expect(await search(`${key}:false`), key).toHaveLength(5);
      expect(await search(`${key}:true`), key).toEqual([0]);
    }
    expect(await search('shared_with_user:admin')).toEqual([0]);
    expect(await search('shared_with_group:everyone')).toEqual([0]);
    expect(await search('last_used_before:"2020-01-01T00:00:00Z"')).toEqual([0]);
    expect(await search('last_used_after:"2020-01-01T00:00:00Z"')).toHaveLength(5);
  });

  it('refuses searches that it does not understand', async () => {
    const { t } = await populated();
    for (const q of [
      'bogus:1',
      'status:cooking',
      'status:running status:stopped',
      'a/b/c',
      'a b',
      'name:a:b',
      'name:',
      ':',
      'last_used_after:x',
      'id:x',
      'has-agent:asleep',
      'healthy:maybe',
      'dormant:2',
      'outdated:x',
    ]) {
      const answer = await t.expect(400, 'GET', `${WORKSPACES}?q=${encodeURIComponent(q)}`);
      expect(answer.body.validations, q).toHaveLength(1);
    }
  });

  it('gives each pending build its place in the queue', async () => {
    const { t } = await populated();
    const { body } = await t.expect(200, 'GET', `${WORKSPACES}?q=status:pending`);
    const places = body.workspaces.map((w: { name: string; latest_build: { job: object } }) => [
      w.name,
      w.latest_build.job,
    ]);
    expect(places).toMatchObject([
      ['c', { queue_position: 2, queue_size: 2 }],
      ['x-dev', { queue_position: 1, queue_size: 2 }],
    ]);
  });
});

describe('schedules', () => {
  it('give the next start, and start the workspace at the first tick from then', async () => {
    const t = new TestDeployment();
    const ada = await t.member('ada');
    const { id } = await t.createWorkspace('dev', { token: ada.token });
    t.realClock.advanceBy(10_000);
    await t.build(id, 'stop', { token: ada.token });
    const schedule = 'CRON_TZ=UTC 2 8 * * 1';
    await t.expect(204, 'PUT', `${WORKSPACES}/${id}/autostart`, { token: ada.token, body: { schedule } });
    const read = async () => (await t.expect(200, 'GET', `${WORKSPACES}/${id}`)).body;
    expect(await read()).toMatchObject({
      autostart_schedule: schedule,
      next_start_at: '2026-11-23T08:02:00Z',
    });
    t.realClock.advanceBy(120_000);
    const started = await read();
    expect(started).toMatchObject({
      next_start_at: '2026-11-30T08:02:00Z',
      latest_build: { build_number: 3, transition: 'start', reason: 'autostart', initiator_name: 'ada' },
    });
    expect(started.latest_build.created_at).toMatch(/^2026-11-23T08:02:00\.[56]/);
    await t.expect(204, 'PUT', `${WORKSPACES}/${id}/autostart`, { body: { schedule: '' } });
    const cleared = await read();
    expect(cleared.next_start_at).toBeNull();
    expect(cleared).not.toHaveProperty('autostart_schedule');
  });

  it('are accepted at creation', async () => {
    const t = new TestDeployment();
    const workspace = await t.createWorkspace('dev', { body: { autostart_schedule: '30 9 * * *' } });
    expect(workspace.next_start_at).toBe('2026-11-23T09:30:00Z');
  });
});

describe('times to live', () => {
  it('set the deadline of starts that succeed while they are in force, and lifted they take it away', async () => {
    const t = new TestDeployment();
    const { id } = await t.createWorkspace('dev', { body: { ttl_ms: 3_600_500 } });
    t.realClock.advanceBy(10_000);
    const read = async () => (await t.expect(200, 'GET', `${WORKSPACES}/${id}`)).body;
    const put = (ttl_ms: unknown) => t.expect(204, 'PUT', `${WORKSPACES}/${id}/ttl`, { body: { ttl_ms } });
    const first = await read();
    expect(first.ttl_ms).toBe(3_600_000);
    expect(first.latest_build.deadline).toMatch(/^2026-11-23T09:00:01/);
    await put(7_200_000);
    expect((await read()).latest_build.deadline).toBe(first.latest_build.deadline);
    await put(null);
    expect((await read()).latest_build.deadline).toBeNull();
    await put(7_200_000);
    expect((await read()).latest_build.deadline).toBeNull();
    await t.build(id, 'start');
    expect((await read()).latest_build.deadline).toMatch(/^2026-11-23T10:00:11/);
  });
});
