import { describe, expect, it } from 'vitest';
import { OTHER_UUID, TestDeployment } from './harness.js';

const WORKSPACES = '/api/v2/workspaces';

async function namesOf(t: TestDeployment, query: string, token = t.deployment.ownerToken): Promise<string[]> {
  const { body } = await t.expect(200, 'GET', `${WORKSPACES}?${query}`, { token });
  return body.workspaces.map((workspace: { name: string }) => workspace.name);
}

describe('renaming', () => {
  it('is refused unless the deployment allows it', async () => {
    const t = new TestDeployment();
    const { id, allow_renames } = await t.createWorkspace('dev');
    expect(allow_renames).toBe(false);
    await t.expect(400, 'PATCH', `${WORKSPACES}/${id}`, { body: { name: 'new-one' } });
    await t.expect(204, 'PATCH', `${WORKSPACES}/${id}`, { body: { name: 'dev' } });
    await t.expect(404, 'PATCH', `${WORKSPACES}/${OTHER_UUID}`, { body: { name: 'x' } });
  });

  it('moves the workspace in lists and look-ups, and frees the old name', async () => {
    const t = new TestDeployment({ allowWorkspaceRenames: true });
    const { id, allow_renames } = await t.createWorkspace('a');
    await t.createWorkspace('b');
    expect(allow_renames).toBe(true);
    const told: string[] = [];
    t.deployment.workspaceEvents.subscribe(0, () => told.push('event'));
    await t.expect(204, 'PATCH', `${WORKSPACES}/${id}`, { body: { name: 'Zed' } });
    expect(told).toEqual(['event']);
    expect(await namesOf(t, '')).toEqual(['b', 'Zed']);
    await t.expect(404, 'GET', '/api/v2/users/me/workspace/a');
    expect((await t.expect(200, 'GET', '/api/v2/users/me/workspace/zed')).body).toMatchObject({
      id,
      latest_build: { workspace_name: 'Zed' },
    });
    await t.createWorkspace('a');
    await t.expect(204, 'PATCH', `${WORKSPACES}/${id}`, { body: { name: 'ZED' } });
    expect(await namesOf(t, 'q=name:zed')).toEqual(['ZED']);
  });

  it('is refused for a name that is taken (409), none (400), and for a deleted workspace (405)', async () => {
    const t = new TestDeployment({ allowWorkspaceRenames: true });
    const { id } = await t.createWorkspace('a');
    await t.createWorkspace('b');
    const rename = (name: string) => t.call('PATCH', `${WORKSPACES}/${id}`, { body: { name } });
    expect((await rename('B')).status).toBe(409);
    expect((await rename('no good')).status).toBe(400);
    t.realClock.advanceBy(10_000);
    await t.build(id, 'delete');
    expect((await rename('c')).status).toBe(405);
  });
});

describe('automatic updates', () => {
  it('are always or never', async () => {
    const t = new TestDeployment();
    const { id } = await t.createWorkspace('dev', { body: { automatic_updates: 'always' } });
    const read = async () => (await t.expect(200, 'GET', `${WORKSPACES}/${id}`)).body.automatic_updates;
    const set = (automatic_updates: unknown) =>
      t.call('PUT', `${WORKSPACES}/${id}/autoupdates`, { body: { automatic_updates } });
    expect(await read()).toBe('always');
    expect((await set('never')).status).toBe(204);
    expect(await read()).toBe('never');
    const refused = await set('weekly');
    expect([refused.status, refused.body.validations[0].field]).toEqual([400, 'automatic_updates']);
    expect((await set('')).status).toBe(400);
  });

  it('would never stop an autostart by their parameters, as a template has one version', async () => {
    const t = new TestDeployment();
    const { id } = await t.createWorkspace('dev', { body: { automatic_updates: 'always' } });
    const { body } = await t.expect(200, 'GET', `${WORKSPACES}/${id}/resolve-autostart`);
    expect(body).toEqual({ parameter_mismatch: false });
    await t.expect(404, 'GET', `${WORKSPACES}/${OTHER_UUID}/resolve-autostart`);
  });
});

describe('dormancy', () => {
  it('is set and ended, takes the next start away, and says 304 when nothing changes', async () => {
    const t = new TestDeployment();
    const schedule = 'CRON_TZ=UTC 30 9 * * *';
    const { id } = await t.createWorkspace('dev', { body: { autostart_schedule: schedule } });
    const set = (dormant: boolean) => t.call('PUT', `${WORKSPACES}/${id}/dormant`, { body: { dormant } });
    const unchanged = await set(false);
    expect([unchanged.status, unchanged.text]).toEqual([304, '']);
    const made = await set(true);
    expect(made.status).toBe(200);
    expect(made.body).toMatchObject({ id, next_start_at: null, autostart_schedule: schedule });
    expect(made.body.dormant_at).toMatch(/^2026-11-23T08:00:00/);
    expect((await set(true)).status).toBe(304);
    expect(await namesOf(t, 'q=dormant:true')).toEqual(['dev']);
    expect(await namesOf(t, 'q=dormant:false')).toEqual(['dev']);
    expect((await set(false)).body.dormant_at).toBeNull();
    expect(await namesOf(t, 'q=dormant:true')).toEqual([]);
  });

  it('keeps a workspace from being started by schedule, and ends with a start', async () => {
    const t = new TestDeployment();
    const { id } = await t.createWorkspace('dev', { body: { autostart_schedule: '2 8 * * *' } });
    t.realClock.advanceBy(5_000);
    await t.build(id, 'stop');
    await t.expect(200, 'PUT', `${WORKSPACES}/${id}/dormant`, { body: { dormant: true } });
    t.realClock.advanceBy(180_000);
    const read = async () => (await t.expect(200, 'GET', `${WORKSPACES}/${id}`)).body;
    expect((await read()).latest_build.build_number).toBe(2);
    await t.build(id, 'start');
    expect(await read()).toMatchObject({ dormant_at: null, latest_build: { build_number: 3 } });
  });
});

describe('favorites', () => {
  it('come first in their owner’s lists, and in nobody else’s', async () => {
    const t = new TestDeployment();
    const ada = await t.member('ada');
    for (const name of ['a', 'b', 'c']) await t.createWorkspace(name, { token: ada.token });
    const { body: b } = await t.expect(200, 'GET', '/api/v2/users/ada/workspace/b');
    await t.expect(204, 'PUT', `${WORKSPACES}/${b.id}/favorite`, { token: ada.token });
    expect(await namesOf(t, '', ada.token)).toEqual(['b', 'a', 'c']);
    expect(await namesOf(t, 'limit=1&offset=1', ada.token)).toEqual(['a']);
    expect(await namesOf(t, '')).toEqual(['a', 'b', 'c']);
    const isFavorite = async (token: string) =>
      (await t.expect(200, 'GET', `${WORKSPACES}/${b.id}`, { token })).body.favorite;
    expect(await isFavorite(ada.token)).toBe(true);
    expect(await isFavorite(t.deployment.ownerToken)).toBe(false);
    await t.expect(204, 'DELETE', `${WORKSPACES}/${b.id}/favorite`, { token: ada.token });
    expect(await namesOf(t, '', ada.token)).toEqual(['a', 'b', 'c']);
  });

  it('come before running ones', async () => {
    const t = new TestDeployment();
    await t.createWorkspace('runs');
    t.realClock.advanceBy(10_000);
    const { id } = await t.createWorkspace('waits');
    expect(await namesOf(t, '')).toEqual(['runs', 'waits']);
    await t.expect(204, 'PUT', `${WORKSPACES}/${id}/favorite`);
    expect(await namesOf(t, '')).toEqual(['waits', 'runs']);
  });

  it('are marked by their owner alone', async () => {
    const t = new TestDeployment();
    const ada = await t.member('ada');
    const { id } = await t.createWorkspace('dev', { token: ada.token });
    await t.expect(403, 'PUT', `${WORKSPACES}/${id}/favorite`);
    await t.expect(403, 'DELETE', `${WORKSPACES}/${id}/favorite`);
    const bob = await t.member('bob');
    await t.expect(404, 'PUT', `${WORKSPACES}/${id}/favorite`, { token: bob.token });
  });
});
