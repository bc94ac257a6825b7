import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { exchange, shapeOf, TestDeployment, testParameters } from './harness.js';

describe('deployment stats', () => {
  const path = '/api/v2/deployment/stats';

  it('have the shape of the recorded ones', async () => {
    const t = new TestDeployment();
    const { body } = await t.expect(200, 'GET', path);
    expect(shapeOf(body)).toEqual(shapeOf(exchange('011-deployment-stats').response.body));
  });

  it('count the workspaces in each state, once in 30 s', async () => {
    const slow = { kind: 'constant', value: 3600e6 } as const;
    const t = new TestDeployment({
      parameters: {
        ...testParameters,
        provisioners: 2,
        serviceTime: { ...testParameters.serviceTime!, start: slow },
      },
    });
    const counts = async () => (await t.expect(200, 'GET', path)).body;
    await t.createWorkspace('a');
    await t.createWorkspace('b');
    const c = await t.createWorkspace('c');
    const d = await t.createWorkspace('d');
    t.realClock.advanceBy(1000);
    const before = await counts();
    expect(before.workspaces).toMatchObject({ pending: 0, building: 0, running: 0, failed: 0, stopped: 0 });
    expect(Date.parse(before.next_update_at) - Date.parse(before.collected_at)).toBe(30_000);
    expect(Date.parse(before.collected_at) - Date.parse(before.aggregated_from)).toBe(900_000);
    await t.expect(200, 'PATCH', `/api/v2/workspacebuilds/${c.latest_build.id}/cancel`);
    t.realClock.advanceBy(30_000);
    expect((await counts()).workspaces).toMatchObject({ pending: 1, building: 2, failed: 1 });
    t.realClock.advanceBy(7_300_000);
    await t.build(c.id, 'delete');
    await t.build(d.id, 'stop');
    t.realClock.advanceBy(30_000);
    expect((await counts()).workspaces).toMatchObject({
      pending: 0,
      building: 0,
      running: 2,
      failed: 0,
      stopped: 1,
    });
  });

  it('are for owners', async () => {
    const t = new TestDeployment();
    const { token } = await t.member('ada');
    await t.expect(403, 'GET', path, { token });
  });
});

describe('deployment config', () => {
  it('has the shape of the recorded one', async () => {
    const t = new TestDeployment();
    const { body } = await t.expect(200, 'GET', '/api/v2/deployment/config');
    const path = new URL('../fixtures/deployment-config.json', import.meta.url);
    const config: unknown = JSON.parse(readFileSync(path, 'utf8'));
    expect(shapeOf(body.config)).toEqual(shapeOf(config));
    expect(body.options[0]).toMatchObject({ flag: 'access-url', env: 'CODER_ACCESS_URL' });
  });
});

describe('prebuilds settings', () => {
  it('say 304 where nothing changes', async () => {
    const t = new TestDeployment();
    const path = '/api/v2/prebuilds/settings';
    const put = (reconciliation_paused: unknown) => t.call('PUT', path, { body: { reconciliation_paused } });
    const unchanged = await put(false);
    expect([unchanged.status, unchanged.text]).toEqual([304, '']);
    expect((await put(true)).status).toBe(200);
    expect((await put(true)).status).toBe(304);
    expect((await put('yes')).status).toBe(400);
  });
});

describe('what only the licensed edition has', () => {
  it.each([
    ['GET', '/entitlements'],
    ['POST', '/organizations'],
    ['PATCH', '/organizations/default'],
    ['DELETE', '/organizations/default'],
    ['POST', '/organizations/default/members/ada'],
    ['DELETE', '/organizations/default/members/ada'],
  ])('is a route that is not there: %s %s', async (method, path) => {
    const t = new TestDeployment();
    const unknown = (await t.expect(404, 'GET', '/api/v2/no-such-route')).body;
    for (const token of [null, t.deployment.ownerToken]) {
      expect((await t.expect(404, method, `/api/v2${path}`, { token })).body).toEqual(unknown);
    }
  });
});

describe('open paths', () => {
  it('answer without a token: health, latency', async () => {
    const t = new TestDeployment();
    for (const path of ['/healthz', '/latency-check']) {
      const answer = await t.expect(200, 'GET', path, { token: null });
      expect([answer.text, answer.headers.has('x-ratelimit-limit')]).toEqual(['OK', false]);
    }
  });

  it('are not those of experiments', async () => {
    const t = new TestDeployment();
    await t.expect(401, 'GET', '/api/v2/experiments/available', { token: null });
    const { body } = await t.expect(200, 'GET', '/api/v2/experiments/available');
    expect(body).toEqual({ safe: ['minimum-implicit-member'] });
  });
});
