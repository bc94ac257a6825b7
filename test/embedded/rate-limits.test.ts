import { describe, expect, it } from 'vitest';
import { PASSWORD, START_MS, TestDeployment } from './harness.js';

const ME = '/api/v2/users/me';

describe('rate limits', () => {
  it('count a user’s requests to one path, and tell', async () => {
    const t = new TestDeployment({ rateLimits: { api: 3 } });
    const ada = await t.member('ada');
    for (const remaining of ['2', '1', '0']) {
      const { headers } = await t.expect(200, 'GET', ME, { token: ada.token });
      expect(headers.get('x-ratelimit-limit')).toBe('3');
      expect(headers.get('x-ratelimit-remaining')).toBe(remaining);
      expect(headers.get('x-ratelimit-reset')).toBe(String(START_MS / 1000 + 60));
    }
    const refused = await t.expect(429, 'GET', `${ME}?again`, { token: ada.token });
    expect(refused.headers.get('retry-after')).toBe('60');
    expect(refused.headers.get('x-ratelimit-remaining')).toBe('0');
    await t.expect(200, 'GET', '/api/v2/users/ada', { token: ada.token });
    await t.expect(200, 'GET', ME);
  });

  it('count methods together', async () => {
    const t = new TestDeployment({ rateLimits: { api: 2 } });
    await t.expect(200, 'GET', '/api/v2/users');
    await t.expect(400, 'POST', '/api/v2/users', { body: {} });
    await t.expect(429, 'GET', '/api/v2/users');
  });

  it('count strangers by their address, in IPv6 by its first 64 bits', async () => {
    const t = new TestDeployment({ rateLimits: { api: 1 } });
    const from = (remoteAddress: string) => ({
      token: null,
      connection: { remoteAddress, destroy: () => {} },
    });
    const path = '/api/v2/buildinfo';
    await t.expect(200, 'GET', path, from('10.0.0.1'));
    await t.expect(200, 'GET', path, from('10.0.0.2'));
    await t.expect(429, 'GET', path, from('10.0.0.1'));
    await t.expect(200, 'GET', path, from('2001:db8::1'));
    await t.expect(429, 'GET', path, from('2001:db8:0:0:1::2'));
    await t.expect(200, 'GET', path, from('2001:db8:0:1::1'));
  });

  it('leave out the health check', async () => {
    const t = new TestDeployment({ rateLimits: { api: 0 } });
    await t.expect(200, 'GET', '/healthz', { token: null });
    await t.expect(429, 'GET', '/api/v2/nonsense');
  });

  it('let an owner pass who asks for it', async () => {
    const t = new TestDeployment({ rateLimits: { api: 1 } });
    const headers = { 'X-Coder-Bypass-Ratelimit': 'true' };
    await t.expect(200, 'GET', ME);
    await t.expect(429, 'GET', ME);
    const passed = await t.expect(200, 'GET', ME, { headers });
    expect(passed.headers.get('x-ratelimit-remaining')).toBe('0');
  });

  it('refuse a member who asks for it, in plain text', async () => {
    const t = new TestDeployment();
    const { token } = await t.member('ada');
    const headers = { 'X-Coder-Bypass-Ratelimit': '1' };
    const answer = await t.expect(428, 'GET', ME, { token, headers });
    expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    await t.expect(401, 'GET', ME, { token: null, headers });
    await t.expect(200, 'GET', ME, { token, headers: { 'X-Coder-Bypass-Ratelimit': 'false' } });
  });

  it('are stricter with logins, except for one that carries an owner’s token', async () => {
    const t = new TestDeployment({ rateLimits: { login: 1 } });
    await t.createUser('ada');
    const body = { email: 'ada@scaletest.local', password: PASSWORD };
    const path = '/api/v2/users/login';
    const first = await t.expect(201, 'POST', path, { body, token: null });
    expect(first.headers.get('x-ratelimit-limit')).toBe('1');
    await t.expect(429, 'POST', path, { body, token: null });
    await t.expect(201, 'POST', path, { body, headers: { 'X-Coder-Bypass-Ratelimit': 'true' } });
  });

  it('go by real time, however fast the deployment’s clock', async () => {
    const t = new TestDeployment({ timeScale: 600, rateLimits: { api: 1 } });
    await t.expect(200, 'GET', ME);
    t.realClock.advanceBy(59_000);
    await t.expect(429, 'GET', ME);
    t.realClock.advanceBy(61_000);
    await t.expect(200, 'GET', ME);
  });

  it('are off when negative', async () => {
    const t = new TestDeployment({ rateLimits: { api: -1, login: -1 } });
    const answer = await t.expect(200, 'GET', ME);
    expect(answer.headers.has('x-ratelimit-limit')).toBe(false);
  });
});
