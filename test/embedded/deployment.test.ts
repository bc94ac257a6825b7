import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/storm/index.js';
import { TestDeployment } from './harness.js';

describe('the deployment', () => {
  it('tells its clock in build info, unless it hides it', async () => {
    const t = new TestDeployment({ timeScale: 60 });
    t.realClock.advanceBy(1000.5);
    const { headers } = await t.expect(200, 'GET', '/api/v2/buildinfo', { token: null });
    expect(headers.get('x-nineam-clock')).toBe('now=2026-11-23T08:01:00.03Z; scale=60');
    expect(headers.get('date')).toBe('Mon, 23 Nov 2026 08:01:00 GMT');
    const silent = new TestDeployment({ announceClock: false });
    const answer = await silent.expect(200, 'GET', '/api/v2/buildinfo');
    expect(answer.headers.has('x-nineam-clock')).toBe(false);
  });

  it('tells its settings to owners', async () => {
    const t = new TestDeployment({
      parameters: { seed: 'x', provisioners: 6, replicas: 2, tickPhasesUs: null },
    });
    const { config } = (await t.expect(200, 'GET', '/api/v2/deployment/config')).body;
    expect(config).toMatchObject({
      autobuild_poll_interval: 60e9,
      provisioner: { daemons: 3 },
      rate_limit: { disable_all: false, api: 512 },
      experiments: ['workspace-build-updates'],
    });
    const { token } = await t.member('ada');
    await t.expect(403, 'GET', '/api/v2/deployment/config', { token });
  });

  it('keeps the switch for prebuilt workspaces that Coder’s cleanup turns', async () => {
    const t = new TestDeployment();
    const path = '/api/v2/prebuilds/settings';
    const body = { reconciliation_paused: true };
    expect((await t.expect(200, 'GET', path)).body).toEqual({ reconciliation_paused: false });
    expect((await t.expect(200, 'PUT', path, { body })).body).toEqual(body);
    expect((await t.expect(200, 'GET', path)).body).toEqual(body);
    const { token } = await t.member('ada');
    await t.expect(403, 'PUT', path, { body, token });
  });

  it('keeps the switch of `coder notifications pause`', async () => {
    const t = new TestDeployment();
    const path = '/api/v2/notifications/settings';
    const body = { notifier_paused: true };
    expect((await t.expect(200, 'GET', path)).body).toEqual({ notifier_paused: false });
    expect((await t.expect(200, 'PUT', path, { body })).body).toEqual(body);
    await t.expect(304, 'PUT', path, { body });
    const { token } = await t.member('ada');
    expect((await t.expect(200, 'GET', path, { token })).body).toEqual(body);
    await t.expect(403, 'PUT', path, { body, token });
  });

  it('gives a template the build times that it draws from', async () => {
    const t = new TestDeployment({
      parameters: {
        seed: 'x',
        serviceTime: {
          start: { kind: 'lognormal', p50: 45e6, p95: 90e6 },
          stop: { kind: 'constant', value: 10_000_400 },
          delete: { kind: 'empirical', sortedValues: [1e6, 2e6, 3e6] },
        },
      },
    });
    const { build_time_stats } = (await t.expect(200, 'GET', `/api/v2/templates/${t.templateId}`)).body;
    expect(build_time_stats).toEqual({
      start: { P50: 45_000, P95: 90_000 },
      stop: { P50: 10_000, P95: 10_000 },
      delete: { P50: 2000, P95: 3000 },
    });
  });

  it('searches templates', async () => {
    const t = new TestDeployment({ templates: [{ name: 'workspace' }, { name: 'big-one' }] });
    const found = async (q: string) =>
      (await t.expect(200, 'GET', `/api/v2/templates?q=${encodeURIComponent(q)}`)).body.map(
        (template: { name: string }) => template.name,
      );
    expect(await found('')).toEqual(['big-one', 'workspace']);
    expect(await found('exact_name:"big-one"')).toEqual(['big-one']);
    expect(await found('name:work')).toEqual(['workspace']);
    expect(await found('workspace')).toEqual([]);
    expect(await found('deprecated:true')).toEqual([]);
    expect(await found('author:admin organization:coder')).toHaveLength(2);
    await t.expect(400, 'GET', '/api/v2/templates?q=bogus:1');
  });

  it('knows repeated slashes for one, and answers all else with a route not found', async () => {
    const t = new TestDeployment();
    await t.expect(200, 'GET', '//api//v2/users//me');
    const missing = (await t.expect(404, 'GET', '/api/v2/users/nobody')).body.message;
    for (const path of ['/api/v2/entitlements', '/api/v2/x', '/api/experimental/x', '/x', '/']) {
      const answer = await t.expect(404, 'GET', path, { token: null });
      expect(answer.body.message).toMatch(/route/i);
      expect(answer.body.message).not.toBe(missing);
    }
  });

  it('gives every answer an id of its own', async () => {
    const t = new TestDeployment();
    const ids = new Set<string | null>();
    for (let i = 0; i < 3; i++) ids.add((await t.call('GET', '/healthz')).headers.get('x-coder-request-id'));
    expect(ids.size).toBe(3);
  });

  it('writes JSON as Go does: HTML characters escaped', async () => {
    const t = new TestDeployment();
    const user = await t.createUser('ada', { name: '<b>\u2028&' });
    const { text } = await t.expect(200, 'GET', `/api/v2/users/${user.id}`);
    expect(text).toContain('"name":"\\u003cb\\u003e\\u2028\\u0026"');
  });

  it('logs every request once, without tokens', async () => {
    const lines: unknown[] = [];
    const t = new TestDeployment({ timeScale: 2, accessLog: (line) => lines.push(line) });
    t.realClock.advanceBy(1000);
    const { token } = await t.member('ada');
    const { id } = await t.createWorkspace('dev', { token });
    await t.call('GET', `/api/v2/workspaces/${id}?access_token=${token}`, { token: null });
    await t.call('GET', '/api/v2/nothing', { token: 'wrong' });
    expect(lines).toMatchObject([
      {
        method: 'POST',
        route: '/api/v2/users',
        status: 201,
        user: 'admin',
        atMs: t.realClock.nowMs() + 1000,
      },
      { method: 'POST', route: '/api/v2/users/login', status: 201, user: null },
      {
        method: 'POST',
        route: '/api/v2/users/{user}/workspaces',
        path: '/api/v2/users/me/workspaces',
        user: 'ada',
      },
      { route: '/api/v2/workspaces/{workspace}', path: `/api/v2/workspaces/${id}`, status: 200, user: 'ada' },
      { route: null, path: '/api/v2/nothing', status: 404, user: null, durationMs: 0 },
    ]);
    expect(JSON.stringify(lines)).not.toContain(token);
  });

  it('names every wrong option at once', () => {
    const create = () =>
      new TestDeployment({
        timeScale: 601,
        templates: [{ name: 'a' }, { name: 'A' }],
        faults: { seed: '', rules: [{ kind: 'close_socket', code: 1005, rate: 2, skip: -1, count: 0.5 }] },
      });
    expect(create).toThrow(ConfigError);
    expect(create).toThrow(/timeScale.*templates.*code.*rate.*skip.*count/s);
    expect(() => new TestDeployment({ timeScale: 0.5 })).toThrow(ConfigError);
    expect(() => new TestDeployment({ parameters: { seed: 'x', provisioners: -1 } })).toThrow(ConfigError);
  });
});
