import { describe, expect, it } from 'vitest';
import { saveState } from '../../../src/embedded/state/deployment-state.js';
import type { ConfigError } from '../../../src/storm/index.js';
import { PASSWORD, START_MS, seededBytes, TestDeployment, testParameters } from '../harness.js';

const json = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown;

/** The deployment that goes on from what is saved of another, at the same time. */
function restored(before: TestDeployment, options: ConstructorParameters<typeof TestDeployment>[0] = {}) {
  return new TestDeployment({
    state: json(saveState(before.deployment)),
    startMs: before.deployment.clock.nowMs(),
    randomBytes: seededBytes('another'),
    ...options,
  });
}

function refusal(state: unknown, options: ConstructorParameters<typeof TestDeployment>[0] = {}): string {
  try {
    new TestDeployment({ state, ...options });
    return 'none';
  } catch (error) {
    return (error as ConfigError).problems.join('\n');
  }
}

/** A deployment in which everything has happened, and paths that show all of it. */
async function eventful() {
  const before = new TestDeployment({
    startMs: START_MS,
    population: { seeded: { users: 12, workspaces: 15, schedules: true } },
    templates: [
      { name: 'workspace' },
      { name: 'big', agents: { names: ['main'] }, parameters: [{ name: 'size', defaultValue: '1' }] },
    ],
    parameters: { ...testParameters, provisioners: 2 },
  });
  const member = await before.member('ada');
  const gone = await before.createUser('gone');
  await before.expect(200, 'DELETE', `/api/v2/users/${gone.id}`);
  const keys: string[] = [];
  for (const name of ['one', 'two']) {
    const body = { token_name: name, lifetime: 3_600_000_000_000 };
    const path = '/api/v2/users/me/keys/tokens';
    keys.push((await before.expect(201, 'POST', path, { body, token: member.token })).body.key);
  }
  const workspace = await before.createWorkspace('dev', {
    user: 'ada',
    body: { template_id: before.deployment.templates.all[1]!.id, ttl_ms: 3_600_000 },
  });
  before.realClock.advanceBy(5000);
  await before.build(workspace.id, 'stop');
  const schedule = { schedule: 'CRON_TZ=Europe/Berlin 30 9 * * 1-5' };
  await before.expect(204, 'PUT', `/api/v2/workspaces/${workspace.id}/autostart`, { body: schedule });
  const deleted = await before.createWorkspace('short');
  before.realClock.advanceBy(5000);
  await before.build(deleted.id, 'delete');
  const running = await before.createWorkspace('running');
  const pending: string[] = [];
  for (const name of ['p1', 'p2', 'p3']) pending.push((await before.createWorkspace(name)).latest_build.id);
  before.realClock.advanceBy(500);
  before.deployment.prebuildsPaused = true;
  before.deployment.notificationsPaused = true;
  const builds = [...before.deployment.model.builds()].map((build) => before.deployment.builds.idOf(build));
  const ids = before.deployment.workspaces.all.map(({ id }) => id);
  const organization = before.deployment.organization.id;
  const versions = before.deployment.templates.all.map(({ versionId }) => versionId);
  const paths = [
    '/api/v2/users',
    `/api/v2/users/${gone.id}`,
    '/api/v2/users/ada/keys/tokens',
    '/api/v2/workspaces',
    '/api/v2/workspaces?q=status:stopped',
    ...ids.map((id) => `/api/v2/workspaces/${id}?include_deleted=true`),
    ...ids.slice(-8).map((id) => `/api/v2/workspaces/${id}/builds`),
    ...builds
      .slice(-20)
      .flatMap((id) => [
        `/api/v2/workspacebuilds/${id}`,
        `/api/v2/workspacebuilds/${id}/logs`,
        `/api/v2/workspacebuilds/${id}/parameters`,
        `/api/v2/workspacebuilds/${id}/timings`,
        `/api/v2/workspacebuilds/${id}/resources`,
      ]),
    '/api/v2/organizations',
    '/api/v2/templates',
    `/api/v2/organizations/${organization}/provisionerdaemons`,
    `/api/v2/organizations/${organization}/provisionerjobs?limit=200`,
    `/api/v2/organizations/${organization}/members`,
    ...versions.map((id) => `/api/v2/templateversions/${id}`),
    ...versions.map((id) => `/api/v2/templateversions/${id}/rich-parameters`),
    '/api/v2/deployment/stats',
    '/api/v2/deployment/config',
    '/api/v2/notifications/settings',
    '/api/v2/experiments',
  ];
  return { before, member, keys, paths, running, pending };
}

const TEMPLATES = [
  { name: 'workspace' },
  { name: 'big', agents: { names: ['main'] }, parameters: [{ name: 'size', defaultValue: '1' }] },
];
const SAME = { templates: TEMPLATES, parameters: { ...testParameters, provisioners: 2 } };

describe('a restored deployment', () => {
  it('answers every GET exactly as the saved one', async () => {
    const { before, paths } = await eventful();
    const token = before.deployment.ownerToken;
    const answers = new Map<string, unknown>();
    for (const path of paths) answers.set(path, await before.expect(200, 'GET', path));
    const after = restored(before, SAME);
    expect(after.deployment.prebuildsPaused).toBe(true);
    for (const path of paths) {
      const { status, body } = await after.call('GET', path, { token });
      const saved = answers.get(path) as { status: number; body: unknown };
      expect({ status, body }, path).toEqual({ status: saved.status, body: saved.body });
    }
  });

  it('knows the tokens, the sessions and the passwords of before', async () => {
    const { before, member, keys } = await eventful();
    const after = restored(before, SAME);
    for (const token of [member.token, ...keys]) {
      const me = await after.expect(200, 'GET', '/api/v2/users/me', { token });
      expect(me.body.username).toBe('ada');
    }
    await after.expect(200, 'GET', '/api/v2/users/me', { token: before.deployment.ownerToken });
    const body = { email: 'ada@scaletest.local', password: PASSWORD };
    await after.expect(201, 'POST', '/api/v2/users/login', { body, token: null });
    const wrong = { ...body, password: `${PASSWORD}!` };
    await after.expect(401, 'POST', '/api/v2/users/login', { body: wrong, token: null });
  });

  it('has a new token of its owner, as nobody knows the secret of the old one any more', async () => {
    const first = new TestDeployment();
    const second = restored(first);
    const third = restored(second);
    expect(third.deployment.ownerToken).not.toBe(first.deployment.ownerToken);
    const tokens = (await third.expect(200, 'GET', '/api/v2/users/me/keys/tokens')).body;
    const names = tokens.map((token: { token_name: string }) => token.token_name);
    expect(names.sort()).toEqual(['nineam', 'nineam-2', 'nineam-3']);
  });

  it('goes on exactly as the saved one would have', async () => {
    const { before } = await eventful();
    const after = restored(before, SAME);
    for (const one of [before, after]) {
      one.realClock.advanceTo(Math.max(before.realClock.nowMs(), after.realClock.nowMs()) + 3 * 3_600_000);
    }
    // The clock of the restored one began anew: both are brought to the same time of the deployment.
    const untilUs = Math.ceil(
      Math.max(before.deployment.clock.nowMs(), after.deployment.clock.nowMs()) * 1000,
    );
    const builds = ({ deployment: { model } }: TestDeployment) => {
      model.advanceTo(Math.max(untilUs, model.nowUs));
      return [...model.builds()].map((build) => ({ ...build }));
    };
    expect(builds(after)).toEqual(builds(before));
  });

  it('is up, its provisioners and executors too, though the saved one was down for a restart', async () => {
    const before = new TestDeployment({ startMs: START_MS });
    before.deployment.restarts.restart({ downMs: 3_600_000 });
    before.realClock.advanceBy(1000);
    const after = restored(before);
    expect(after.deployment.restarts.down).toBeNull();
    const workspace = await after.createWorkspace('a');
    after.realClock.advanceBy(5000);
    const { body } = await after.expect(200, 'GET', `/api/v2/workspaces/${workspace.id}`);
    expect(body.latest_build.status).toBe('running');
    await after.build(workspace.id, 'stop');
    const schedule = { schedule: '2 8 * * *' };
    await after.expect(204, 'PUT', `/api/v2/workspaces/${workspace.id}/autostart`, { body: schedule });
    after.realClock.advanceBy(3 * 60_000);
    const started = await after.expect(200, 'GET', `/api/v2/workspaces/${workspace.id}`);
    expect(started.body.latest_build.reason).toBe('autostart');
  });

  it('has new rows beside the old ones: users, workspaces, builds and tokens', async () => {
    const { before } = await eventful();
    const after = restored(before, SAME);
    await after.member('bob');
    const workspace = await after.createWorkspace('fresh', { user: 'bob' });
    after.realClock.advanceBy(10_000);
    const again = await after.expect(200, 'GET', `/api/v2/workspaces/${workspace.id}`);
    expect(again.body.latest_build.status).toBe('running');
    await after.expect(409, 'POST', '/api/v2/users/ada/workspaces', {
      body: { template_id: after.templateId, name: 'DEV' },
    });
    const taken = { username: 'ADA', email: 'x@y.zz', password: PASSWORD };
    const body = { ...taken, organization_ids: [after.deployment.organization.id] };
    await after.expect(409, 'POST', '/api/v2/users', { body });
  });

  it('begins at the time of the saving, or now if that is later; what was due in between has happened', async () => {
    const before = new TestDeployment({ startMs: START_MS });
    const workspace = await before.createWorkspace('a');
    const state = json(saveState(before.deployment));
    const earlier = new TestDeployment({ state, startMs: before.deployment.clock.nowMs() + 1 });
    expect(earlier.deployment.clock.nowMs()).toBeCloseTo(START_MS, -1);
    const later = new TestDeployment({ state, startMs: START_MS + 60_000 });
    expect(later.deployment.clock.nowMs()).toBe(START_MS + 60_000);
    const { body } = await later.expect(200, 'GET', `/api/v2/workspaces/${workspace.id}`);
    expect(body.latest_build.status).toBe('running');
  });

  it('does not let time go back, and ignores what its population would have been', async () => {
    const before = new TestDeployment({ startMs: START_MS });
    const state = json(saveState(before.deployment));
    expect(refusal(state, { startMs: START_MS - 1000 })).toMatch(
      /^state: its clock shows 2026-11-23T08:00:00\S*, and does not go back to 2026-11-23T07:59:59Z/,
    );
    const after = restored(before, { population: { seeded: { users: 5, workspaces: 5, schedules: true } } });
    expect(after.deployment.workspaces.all).toEqual([]);
  });

  it('keeps no token and no password, only digests', async () => {
    const { before, member, keys } = await eventful();
    const text = JSON.stringify(saveState(before.deployment));
    for (const token of [member.token, ...keys, before.deployment.ownerToken]) {
      expect(text).not.toContain(token.split('-')[1]);
    }
    expect(text).not.toContain(PASSWORD);
  });
});

describe('a state that is none', () => {
  const good = () => json(saveState(new TestDeployment().deployment)) as Record<string, unknown>;

  it.each([
    ['something else', { users: [] }, /is no saved deployment/],
    ['a list', [], /is no saved deployment/],
    ['nothing', null, /is no saved deployment/],
    ['a text', 'x', /is no saved deployment/],
  ])('is refused if it is %s', (_, state, message) => {
    expect(refusal(state)).toMatch(message);
  });

  it('is refused if it is of another version, changed or cut short', () => {
    expect(refusal({ ...good(), version: 2 })).toMatch(/is of version 2; .* version 1 only/);
    const changed = good();
    (changed['state'] as Record<string, unknown>)['nowUs'] = 1;
    expect(refusal(changed)).toMatch(/is damaged, or was changed/);
    expect(refusal({ format: 'nineam-deployment', version: 1 })).toMatch(/is damaged/);
  });

  it('is refused by a deployment of other templates or another number of provisioners', () => {
    expect(refusal(good(), { templates: [{ name: 'other' }] })).toMatch(
      /saved with the templates workspace, workspace-with-agent; these are other/,
    );
    expect(refusal(good(), { parameters: { ...testParameters, provisioners: 7 } })).toMatch(
      /^state: saved with 3 provisioners, now 7$/,
    );
  });
});
