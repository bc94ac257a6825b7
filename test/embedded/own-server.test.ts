import { describe, expect, it } from 'vitest';
import { START_MS, TestDeployment } from './harness.js';

const PROVISIONERS = '/nineam/v1/provisioners';

async function live(t: TestDeployment): Promise<number> {
  const { body } = await t.expect(200, 'GET', PROVISIONERS);
  return body.filter((one: { live: boolean }) => one.live).length;
}

describe('the provisioners over the own route', () => {
  it('come, with tags, and take the jobs that wait', async () => {
    const t = new TestDeployment({ parameters: { seed: 'none', provisioners: 0 } });
    const workspace = await t.createWorkspace('dev');
    t.realClock.advanceBy(60_000);
    const { body } = await t.expect(200, 'POST', PROVISIONERS, { body: { add: 2 } });
    expect(body.changed).toBe(2);
    expect(body.provisioners).toHaveLength(2);
    await t.expect(200, 'POST', PROVISIONERS, { body: { add: 1, tags: { pool: 'gpu' } } });
    expect((await t.expect(200, 'GET', PROVISIONERS)).body[2]).toMatchObject({
      index: 2,
      tags: { pool: 'gpu' },
      live: true,
      leaving: false,
      seen_as_live: true,
      born_at: expect.stringMatching(/^2026-11-23T08:01:00/),
      died_at: null,
      build: null,
    });
    t.realClock.advanceBy(10_000);
    const { body: built } = await t.expect(200, 'GET', `/api/v2/workspaces/${workspace.id}`);
    expect(built.latest_build.status).toBe('running');
  });

  it('go when they are idle, and are listed as dead', async () => {
    const t = new TestDeployment();
    const removed = await t.expect(200, 'POST', PROVISIONERS, { body: { remove: 2 } });
    expect(removed.body.changed).toBe(2);
    expect(await live(t)).toBe(1);
    expect((await t.expect(200, 'GET', PROVISIONERS)).body).toHaveLength(3);
    const more = await t.expect(200, 'POST', PROVISIONERS, { body: { remove: 2 } });
    expect(more.body.changed).toBe(1);
    expect(await live(t)).toBe(0);
  });

  it('are leaving until their job has ended', async () => {
    const t = new TestDeployment({ parameters: { seed: 'one', provisioners: 1 } });
    await t.createWorkspace('dev');
    t.realClock.advanceBy(500);
    const { body } = await t.expect(200, 'POST', PROVISIONERS, { body: { remove: 1 } });
    expect(body).toMatchObject({ changed: 1, provisioners: [{ live: true, leaving: true }] });
    t.realClock.advanceBy(10_000);
    const [gone] = (await t.expect(200, 'GET', PROVISIONERS)).body;
    expect(gone).toMatchObject({ live: false, leaving: false, build: null });
  });

  it('die holding their jobs', async () => {
    const t = new TestDeployment({ parameters: { seed: 'one', provisioners: 1 } });
    const workspace = await t.createWorkspace('dev');
    t.realClock.advanceBy(500);
    expect((await t.expect(200, 'POST', PROVISIONERS, { body: { die: 5 } })).body.changed).toBe(1);
    t.realClock.advanceBy(10_000);
    const { body } = await t.expect(200, 'GET', PROVISIONERS);
    expect(body[0]).toMatchObject({
      live: false,
      seen_as_live: true,
      died_at: expect.stringMatching(/^2026-11-23T08:00:00\.5/),
      build: {
        owner_name: 'admin',
        workspace_name: 'dev',
        build_number: 1,
        build_id: workspace.latest_build.id,
      },
    });
    const { body: held } = await t.expect(200, 'GET', `/api/v2/workspaces/${workspace.id}`);
    expect(held.latest_build.job.status).toBe('running');
  });

  it.each([
    [{}],
    [{ add: 1, remove: 1 }],
    [{ add: 0 }],
    [{ add: 1.5 }],
    [{ remove: 1, tags: { pool: 'gpu' } }],
    [{ add: 1, tags: { pool: 7 } }],
    [{ adds: 1 }],
  ])('are not changed by %j (400)', async (body) => {
    const t = new TestDeployment();
    await t.expect(400, 'POST', PROVISIONERS, { body });
    expect(await live(t)).toBe(3);
  });
});

it('provisioners cannot be so many that a restart would not end', async () => {
  const t = new TestDeployment();
  await t.expect(200, 'POST', PROVISIONERS, { body: { add: 99_997 } });
  await t.expect(400, 'POST', PROVISIONERS, { body: { add: 1 } });
});

describe('the clock over the own route', () => {
  it('shows its time, its pace, its offset, and when the deployment came up', async () => {
    const t = new TestDeployment({ timeScale: 60, clockOffsetMs: 5_000 });
    t.realClock.advanceBy(1_000);
    expect((await t.expect(200, 'GET', '/nineam/v1/clock')).body).toEqual({
      now: '2026-11-23T08:01:05Z',
      started_at: '2026-11-23T08:00:05Z',
      scale: 60,
      offset_ms: 5_000,
    });
  });

  it('counts from when the deployment came up, and not from its past', async () => {
    const t = new TestDeployment({
      startMs: START_MS,
      population: { seeded: { users: 4, workspaces: 5, schedules: true } },
    });
    expect((await t.expect(200, 'GET', '/nineam/v1/clock')).body.started_at).toMatch(/^2026-11-23T08:00:00/);
  });
});

describe('a restart over the own route', () => {
  it('is answered first; then the server is down for that long', async () => {
    const t = new TestDeployment();
    await t.expect(202, 'POST', '/nineam/v1/restart', { body: { for: '10s' } });
    expect(t.deployment.restarts.down).toBeNull();
    t.realClock.advanceBy(100);
    expect(t.deployment.restarts.down).toBe('refuse');
    await t.expect(409, 'POST', '/nineam/v1/restart', { body: {} });
    t.realClock.advanceBy(10_000);
    expect(t.deployment.restarts.down).toBeNull();
    await t.expect(200, 'GET', '/api/v2/users/me');
  });

  it('needs no body, and is counted and listed as a fault once the server is down', async () => {
    const t = new TestDeployment();
    await t.expect(202, 'POST', '/nineam/v1/restart', { rawBody: '' });
    expect((await t.expect(200, 'GET', '/nineam/v1/faults')).body.fired.restart).toBe(0);
    t.realClock.advanceBy(100);
    expect(t.deployment.restarts.down).toBe('refuse');
    const { body } = await t.expect(200, 'GET', '/nineam/v1/faults');
    expect(body).toMatchObject({ rules: [], fired: { restart: 1 } });
    const { firings } = (await t.expect(200, 'GET', '/nineam/v1/faults/firings')).body;
    expect(firings).toEqual([
      {
        at: expect.stringMatching(/^2026-11-23T08:00:00\.05/),
        rule_id: 0,
        rule: 'restart',
        fault: 'restart',
        subject: 'request',
        method: 'POST',
        path: '/nineam/v1/restart',
      },
    ]);
    await t.expect(400, 'POST', '/nineam/v1/faults', { rawBody: '' });
  });

  it.each([[{ for: 'soon' }], [{ for: 5 }], [{ connections: 'keep' }], [{ at: '5s' }]])(
    'does not happen for %j (400)',
    async (body) => {
      const t = new TestDeployment();
      await t.expect(400, 'POST', '/nineam/v1/restart', { body });
      t.realClock.advanceBy(1_000);
      expect(t.deployment.restarts.down).toBeNull();
    },
  );
});

describe('the own routes of the server', () => {
  it('are for owners of the site only', async () => {
    const t = new TestDeployment();
    const { token } = await t.member('ada');
    for (const [method, path] of [
      ['GET', '/nineam/v1/clock'],
      ['GET', PROVISIONERS],
      ['POST', PROVISIONERS],
      ['POST', '/nineam/v1/restart'],
    ] as const) {
      const body = method === 'POST' ? { body: { add: 1 } } : {};
      await t.expect(403, method, path, { token, ...body });
      await t.expect(401, method, path, { token: null, ...body });
    }
    expect(await live(t)).toBe(3);
  });
});
