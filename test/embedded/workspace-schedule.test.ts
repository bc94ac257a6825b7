import { describe, expect, it } from 'vitest';
import { OTHER_UUID, TestDeployment } from './harness.js';

const WORKSPACES = '/api/v2/workspaces';
const MINUTE_MS = 60_000;

function fields(answer: { body: { validations?: { field: string }[] } }): string[] {
  return (answer.body.validations ?? []).map(({ field }) => field);
}

describe('setting a schedule', () => {
  it('clears it when the body is empty, null or has an empty text', async () => {
    const t = new TestDeployment();
    const { id } = await t.createWorkspace('dev');
    const put = (body: object) => t.expect(204, 'PUT', `${WORKSPACES}/${id}/autostart`, { body });
    for (const nothing of [{}, { schedule: null }, { schedule: '' }]) {
      const stored = await put({ schedule: 'CRON_TZ=Europe/Berlin 30 9 * * Mon-Fri' });
      expect(stored.text).toBe('');
      const set = (await t.expect(200, 'GET', `${WORKSPACES}/${id}`)).body;
      expect(set).toMatchObject({
        autostart_schedule: 'CRON_TZ=Europe/Berlin 30 9 * * Mon-Fri',
        next_start_at: '2026-11-23T08:30:00Z',
      });
      await put(nothing);
      const cleared = (await t.expect(200, 'GET', `${WORKSPACES}/${id}`)).body;
      expect(cleared).not.toHaveProperty('autostart_schedule');
      expect(cleared.next_start_at).toBeNull();
    }
  });

  it.each([
    ['every day'],
    ['CRON_TZ=UTC 30 9 1 * *'],
    ['30 9 * 5 *'],
    ['@daily'],
    ['TZ=UTC 30 9 * * *'],
    ['CRON_TZ=Nowhere/Town 30 9 * * *'],
    ['CRON_TZ=Local 30 9 * * *'],
    ['30 9 * * 7'],
    ['0 30 9 * * *'],
  ])('is refused for %s', async (schedule) => {
    const t = new TestDeployment();
    const { id } = await t.createWorkspace('dev');
    const answer = await t.expect(400, 'PUT', `${WORKSPACES}/${id}/autostart`, { body: { schedule } });
    expect(fields(answer)).toEqual(['schedule']);
  });

  it('is possible for a deleted workspace, but not for an unknown one', async () => {
    const t = new TestDeployment();
    const { id } = await t.createWorkspace('dev');
    t.realClock.advanceBy(10_000);
    await t.build(id, 'delete');
    await t.expect(204, 'PUT', `${WORKSPACES}/${id}/autostart`, { body: { schedule: '30 9 * * *' } });
    await t.expect(404, 'PUT', `${WORKSPACES}/${OTHER_UUID}/autostart`, { body: {} });
  });

  it('is refused with 400 where the template forbids it, and with 500 where it allows none of its days', async () => {
    const t = new TestDeployment({
      templates: [
        { name: 'forbids', allowUserAutostart: false },
        { name: 'sundays', autostartDays: ['sunday'] },
      ],
    });
    const put = (id: string, schedule: string) =>
      t.call('PUT', `${WORKSPACES}/${id}/autostart`, { body: { schedule } });
    const forbidden = await t.createWorkspace('a');
    expect(fields(await put(forbidden.id, '30 9 * * *'))).toEqual(['schedule']);
    expect((await put(forbidden.id, '30 9 * * *')).status).toBe(400);
    const body = { template_id: t.deployment.templates.all[1]!.id };
    const sundays = await t.createWorkspace('b', { body });
    expect((await put(sundays.id, '30 9 * * 1-6')).status).toBe(500);
    expect((await t.expect(200, 'GET', `${WORKSPACES}/${sundays.id}`)).body.next_start_at).toBeNull();
    expect((await put(sundays.id, '30 9 * * *')).status).toBe(204);
    expect((await t.expect(200, 'GET', `${WORKSPACES}/${sundays.id}`)).body.next_start_at).toBe(
      '2026-11-29T09:30:00Z',
    );
  });
});

describe('a time to live', () => {
  it('is cut to whole minutes, bounded, and cleared by null and 0', async () => {
    const t = new TestDeployment();
    const { id } = await t.createWorkspace('dev');
    const put = (ttl_ms: unknown) => t.call('PUT', `${WORKSPACES}/${id}/ttl`, { body: { ttl_ms } });
    const shown = async () => (await t.expect(200, 'GET', `${WORKSPACES}/${id}`)).body.ttl_ms;
    expect((await put(119_999)).status).toBe(204);
    expect(await shown()).toBe(MINUTE_MS);
    for (const wrong of [59_999, -1, 30 * 24 * 3600_000 + MINUTE_MS, 'long']) {
      const answer = await put(wrong);
      expect([answer.status, fields(answer)], String(wrong)).toEqual([400, ['ttl_ms']]);
    }
    expect((await put(30 * 24 * 3600_000)).status).toBe(204);
    expect((await put(0)).status).toBe(204);
    expect(await shown()).toBeUndefined();
    expect((await put(null)).status).toBe(204);
  });
});

describe('extending', () => {
  async function running() {
    const t = new TestDeployment();
    const { id } = await t.createWorkspace('dev', { body: { ttl_ms: 3_600_000 } });
    const extend = (deadline: unknown) => t.call('PUT', `${WORKSPACES}/${id}/extend`, { body: { deadline } });
    return { t, id, extend };
  }
  const LATER = '2026-11-23T12:00:00Z';

  it('moves the deadline of the running start, and tells its watchers', async () => {
    const { t, id, extend } = await running();
    t.realClock.advanceBy(10_000);
    const told: string[] = [];
    t.deployment.workspaceEvents.subscribe(0, () => told.push('event'));
    const answer = await extend(LATER);
    expect([answer.status, answer.body.message]).toEqual([200, expect.stringContaining(LATER)]);
    expect(told).toEqual(['event']);
    expect((await t.expect(200, 'GET', `${WORKSPACES}/${id}`)).body.latest_build.deadline).toBe(LATER);
  });

  it('is refused with 400 for what is no time, too soon, too far ahead, or missing', async () => {
    const { t, extend } = await running();
    t.realClock.advanceBy(10_000);
    for (const wrong of [
      'tomorrow',
      '2026-11-23T08:29:00Z',
      '2026-11-22T08:00:00Z',
      '9999-01-01T00:00:00Z',
      '9999-12-31T23:59:59-10:00',
      undefined,
    ]) {
      const answer = await extend(wrong);
      expect([answer.status, fields(answer)], String(wrong)).toEqual([400, ['deadline']]);
    }
    expect((await extend('9998-12-31T00:00:00Z')).status).toBe(200);
    await t.expect(200, 'GET', WORKSPACES);
    expect((await extend('2026-11-23T08:29:11Z')).status).toBe(200);
  });

  it('is refused with 409 while it is built, without a deadline, and when it is stopped', async () => {
    const { t, id, extend } = await running();
    expect((await extend(LATER)).status).toBe(409);
    t.realClock.advanceBy(10_000);
    await t.build(id, 'stop');
    expect((await extend(LATER)).status).toBe(409);
    const endless = await t.createWorkspace('endless');
    t.realClock.advanceBy(10_000);
    await t.expect(409, 'PUT', `${WORKSPACES}/${endless.id}/extend`, { body: { deadline: LATER } });
  });
});
