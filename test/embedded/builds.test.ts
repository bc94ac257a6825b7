import { describe, expect, it } from 'vitest';
import { exportBuilds } from '../../src/embedded/export-builds.js';
import { OTHER_UUID, TestDeployment } from './harness.js';

const ROOT = '/api/v2';

/** A deployment in which the named template lets nobody but owners cancel. */
function strictDeployment() {
  return new TestDeployment({ templates: [{ name: 'strict', allowUserCancelWorkspaceJobs: false }] });
}

describe('builds', () => {
  it('follow each other, one at a time', async () => {
    const t = new TestDeployment();
    const { id } = await t.createWorkspace('dev');
    const post = (body: object) => t.call('POST', `${ROOT}/workspaces/${id}/builds`, { body });
    expect((await post({ transition: 'stop' })).status).toBe(409);
    t.realClock.advanceBy(10_000);
    const second = await post({ transition: 'stop', reason: 'cli' });
    expect(second.status).toBe(201);
    expect(second.body).toMatchObject({ build_number: 2, reason: 'cli', status: 'pending' });
    expect((await post({ transition: 'start' })).status).toBe(409);
    t.realClock.advanceBy(10_000);
    expect((await post({ transition: 'stop' })).status).toBe(201);
    t.realClock.advanceBy(10_000);
    expect((await post({ transition: 'delete' })).body).toMatchObject({
      build_number: 4,
      reason: 'initiator',
    });
    t.realClock.advanceBy(10_000);
    expect((await post({ transition: 'start' })).status).toBe(409);
    expect((await post({ transition: 'delete' })).status).toBe(201);
  });

  it('run and end at the model’s times, to the microsecond', async () => {
    const t = new TestDeployment();
    const { latest_build: created } = await t.createWorkspace('dev');
    t.realClock.advanceBy(10_000);
    const { body } = await t.expect(200, 'GET', `${ROOT}/workspacebuilds/${created.id}`);
    const us = (text: string) =>
      Date.parse(text) * 1000 + Number(/(\d{3})Z$/.exec(text.padEnd(27, '0'))?.[1] ?? 0);
    expect(Date.parse(body.job.started_at) - Date.parse(body.created_at)).toBe(5);
    expect(Date.parse(body.job.completed_at) - Date.parse(body.job.started_at)).toBe(1000);
    expect(us(body.updated_at)).toBe(us(body.job.completed_at));
    expect(body).toMatchObject({ status: 'running', template_version_name: 'v1' });
  });

  it('are found by id, by number and in the list', async () => {
    const t = new TestDeployment();
    const { id } = await t.createWorkspace('dev');
    t.realClock.advanceBy(10_000);
    const stop = await t.build(id, 'stop');
    const byNumber = (number: string) => t.call('GET', `${ROOT}/users/me/workspace/DEV/builds/${number}`);
    expect((await byNumber('2')).body.id).toBe(stop.id);
    expect((await byNumber('3')).status).toBe(404);
    expect((await byNumber('two')).status).toBe(400);
    const list = async (query: string) =>
      (await t.expect(200, 'GET', `${ROOT}/workspaces/${id}/builds?${query}`)).body.map(
        (build: { build_number: number }) => build.build_number,
      );
    const first = (await byNumber('1')).body;
    expect(await list('')).toEqual([2, 1]);
    expect(await list('limit=1')).toEqual([2]);
    expect(await list('offset=1')).toEqual([1]);
    expect(await list(`after_id=${first.id}`)).toEqual([2]);
    expect(await list(`since=${first.created_at}`)).toEqual([2]);
    expect(await list(`since=${stop.created_at}`)).toEqual([]);
    await t.expect(400, 'GET', `${ROOT}/workspaces/${id}/builds?after_id=${OTHER_UUID}`);
    await t.expect(400, 'GET', `${ROOT}/workspaces/${id}/builds?since=yesterday`);
    await t.expect(404, 'GET', `${ROOT}/workspacebuilds/${OTHER_UUID}`);
  });

  it('tell matched provisioners where a real server does', async () => {
    const t = new TestDeployment({ parameters: { seed: 'one', provisioners: 1 } });
    await t.createWorkspace('first');
    t.realClock.advanceBy(100);
    const { id, latest_build } = await t.createWorkspace('second');
    const counts = async (path: string) => (await t.expect(200, 'GET', ROOT + path)).body;
    expect(latest_build.matched_provisioners).toMatchObject({ count: 1, available: 1 });
    expect((await counts(`/workspaces/${id}`)).latest_build.matched_provisioners.count).toBe(1);
    expect((await counts(`/workspaces/${id}/builds`))[0].matched_provisioners.count).toBe(1);
    expect((await counts(`/workspacebuilds/${latest_build.id}`)).matched_provisioners).toEqual({
      count: 0,
      available: 0,
      most_recently_seen: null,
    });
  });

  it('are orphaned by owners, and only when deleted', async () => {
    const t = new TestDeployment();
    const ada = await t.member('ada');
    const { id } = await t.createWorkspace('dev', { token: ada.token });
    t.realClock.advanceBy(10_000);
    const path = `${ROOT}/workspaces/${id}/builds`;
    await t.expect(403, 'POST', path, { token: ada.token, body: { transition: 'delete', orphan: true } });
    await t.expect(400, 'POST', path, { body: { transition: 'stop', orphan: true } });
    await t.expect(400, 'POST', path, { body: { transition: 'stop', template_version_id: OTHER_UUID } });
    await t.expect(201, 'POST', path, { body: { transition: 'delete', orphan: true } });
  });

  it('delete at once where an orphan meets no provisioner', async () => {
    const t = new TestDeployment({ parameters: { seed: 'none', provisioners: 0 } });
    const { id, latest_build } = await t.createWorkspace('dev');
    expect(latest_build.matched_provisioners).toEqual({ count: 0, available: 0, most_recently_seen: null });
    expect(
      (await t.expect(200, 'GET', `${ROOT}/workspaces/${id}`)).body.latest_build.job.queue_position,
    ).toBe(0);
    await t.expect(200, 'PATCH', `${ROOT}/workspacebuilds/${latest_build.id}/cancel`);
    const body = { transition: 'delete', orphan: true };
    const build = (await t.expect(201, 'POST', `${ROOT}/workspaces/${id}/builds`, { body })).body;
    expect(build).toMatchObject({ status: 'deleted', job: { status: 'succeeded' } });
    await t.expect(410, 'GET', `${ROOT}/workspaces/${id}`);
    expect((await t.expect(200, 'GET', `${ROOT}/workspaces`)).body.count).toBe(0);
  });
});

describe('canceling', () => {
  it('ends a pending build at once, tells it, and cannot be repeated', async () => {
    const t = new TestDeployment({ parameters: { seed: 'one', provisioners: 1 } });
    const told: string[] = [];
    t.deployment.updates.subscribe((text) => told.push(JSON.parse(text).job_status));
    await t.createWorkspace('first');
    t.realClock.advanceBy(100);
    const { latest_build } = await t.createWorkspace('second');
    const cancel = (query = '') =>
      t.call('PATCH', `${ROOT}/workspacebuilds/${latest_build.id}/cancel${query}`);
    expect((await cancel('?expect_status=cooking')).status).toBe(400);
    expect((await cancel('?expect_status=running')).status).toBe(412);
    expect((await cancel('?expect_status=')).status).toBe(200);
    expect(told).toEqual(['canceled']);
    expect((await cancel()).status).toBe(400);
    const { job } = (await t.expect(200, 'GET', `${ROOT}/workspacebuilds/${latest_build.id}`)).body;
    expect(job).toMatchObject({ status: 'canceled', canceled_at: job.completed_at });
    expect(job).not.toHaveProperty('started_at');
  });

  it('of a running build tells canceled, then failed when it really ends', async () => {
    const slow = { kind: 'constant', value: 60e6 } as const;
    const t = new TestDeployment({
      parameters: { seed: 'slow', serviceTime: { start: slow, stop: slow, delete: slow } },
    });
    const told: string[] = [];
    t.deployment.updates.subscribe((text) => told.push(JSON.parse(text).job_status));
    const { latest_build } = await t.createWorkspace('dev');
    t.realClock.advanceBy(500);
    const path = `${ROOT}/workspacebuilds/${latest_build.id}`;
    await t.expect(200, 'PATCH', `${path}/cancel?expect_status=running`);
    await t.expect(400, 'PATCH', `${path}/cancel`);
    expect((await t.expect(200, 'GET', path)).body.status).toBe('canceling');
    t.realClock.advanceBy(10_000);
    expect(told).toEqual(['canceled', 'failed']);
    const ended = (await t.expect(200, 'GET', path)).body;
    expect(ended.job).toMatchObject({ status: 'failed', error: 'canceled' });
  });

  it('is for owners where the template says so', async () => {
    const t = strictDeployment();
    const ada = await t.member('ada');
    const { latest_build } = await t.createWorkspace('dev', { token: ada.token });
    const path = `${ROOT}/workspacebuilds/${latest_build.id}/cancel`;
    await t.expect(403, 'PATCH', path, { token: ada.token });
    await t.expect(500, 'PATCH', `${path}?expect_status=pending`, { token: ada.token });
    t.realClock.advanceBy(100);
    await t.expect(403, 'PATCH', path, { token: ada.token });
    await t.expect(412, 'PATCH', `${path}?expect_status=pending`, { token: ada.token });
    await t.expect(200, 'PATCH', path);
  });
});

describe('exported builds', () => {
  it('are every build ever, with the ids and texts of the API', async () => {
    const t = new TestDeployment();
    const { id } = await t.createWorkspace('dev');
    t.realClock.advanceBy(10_000);
    await t.build(id, 'delete');
    const builds = (await t.expect(200, 'GET', `${ROOT}/workspaces/${id}/builds`)).body.toReversed();
    expect(exportBuilds(t.deployment)).toEqual(
      builds.map((build: { build_number: number; transition: string; job: Record<string, string> }) => ({
        workspace: 'dev',
        buildNumber: build.build_number,
        transition: build.transition,
        reason: 'initiator',
        createdAt: build.job['created_at'],
        startedAt: build.job['started_at'],
        completedAt: build.job['completed_at'],
        jobStatus: 'succeeded',
        workerId: build.job['worker_id'],
        error: null,
        owner: 'admin',
      })),
    );
  });
});
