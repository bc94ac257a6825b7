import { describe, expect, it } from 'vitest';
import { PASSWORD, TestDeployment } from './harness.js';

const ME = '/api/v2/users/me';
const DAY_MS = 24 * 3600_000;

describe('authentication', () => {
  it('finds the token in each of its five places', async () => {
    const t = new TestDeployment();
    const token = t.deployment.ownerToken;
    const none = { token: null };
    await t.expect(200, 'GET', ME, { ...none, headers: { Cookie: `coder_session_token=${token}` } });
    await t.expect(200, 'GET', `${ME}?coder_session_token=${token}`, none);
    await t.expect(200, 'GET', ME, { ...none, headers: { 'Coder-Session-Token': token } });
    await t.expect(200, 'GET', ME, { ...none, headers: { Authorization: `Bearer ${token}` } });
    await t.expect(200, 'GET', `${ME}?access_token=${token}`, none);
  });

  it('takes the first place that holds one, even if the token there is wrong', async () => {
    const t = new TestDeployment();
    const places: ((token: string) => { query?: string; headers?: Record<string, string> })[] = [
      (token) => ({ headers: { Cookie: `coder_session_token=${token}` } }),
      (token) => ({ query: `coder_session_token=${token}` }),
      (token) => ({ headers: { 'Coder-Session-Token': token } }),
      (token) => ({ headers: { Authorization: `Bearer ${token}` } }),
      (token) => ({ query: `access_token=${token}` }),
    ];
    for (const [index, first] of places.entries()) {
      for (const second of places.slice(index + 1)) {
        const ask = async (a: string, b: string) => {
          const [one, other] = [first(a), second(b)];
          const query = [one.query, other.query].filter((part) => part !== undefined).join('&');
          const headers = { ...one.headers, ...other.headers };
          return (await t.call('GET', `${ME}?${query}`, { token: null, headers })).status;
        };
        expect(await ask(t.deployment.ownerToken, 'wrong')).toBe(200);
        expect(await ask('wrong', t.deployment.ownerToken)).toBe(401);
      }
    }
  });

  it('takes an empty token header for none', async () => {
    const t = new TestDeployment();
    const headers = { 'Coder-Session-Token': '', Authorization: `Bearer ${t.deployment.ownerToken}` };
    await t.expect(200, 'GET', ME, { token: null, headers });
  });

  it('says what is wrong with a token, and challenges', async () => {
    const t = new TestDeployment();
    const { token } = await t.member('ada');
    const details = new Set<string>();
    for (const wrong of [null, 'x', `${'a'.repeat(10)}-${'b'.repeat(22)}`, `${token.slice(0, -1)}!`]) {
      const answer = await t.expect(401, 'GET', ME, { token: wrong });
      expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer realm="coder", error="invalid_token"/);
      details.add(answer.body.detail);
    }
    expect(details.size).toBe(4);
  });

  it('lets a session slide while it is used, and expire a day after its last use', async () => {
    const t = new TestDeployment();
    const { token } = await t.member('ada');
    t.realClock.advanceBy(DAY_MS - 1000);
    await t.expect(200, 'GET', ME, { token });
    t.realClock.advanceBy(DAY_MS - 1000);
    await t.expect(200, 'GET', ME, { token });
    t.realClock.advanceBy(DAY_MS + 1000);
    expect((await t.expect(401, 'GET', ME, { token })).body.detail).toMatch(/expired/);
  });

  it('lets a token with a lifetime expire however it is used', async () => {
    const t = new TestDeployment();
    const body = { lifetime: 7200e9 };
    const { key } = (await t.expect(201, 'POST', '/api/v2/users/me/keys/tokens', { body })).body;
    t.realClock.advanceBy(7_190_000);
    await t.expect(200, 'GET', ME, { token: key });
    t.realClock.advanceBy(20_000);
    await t.expect(401, 'GET', ME, { token: key });
  });

  it('counts expiry on the deployment’s clock', async () => {
    const t = new TestDeployment({ timeScale: 600 });
    const { token } = await t.member('ada');
    t.realClock.advanceBy((DAY_MS + 1000) / 600);
    await t.expect(401, 'GET', ME, { token });
  });

  it('activates a dormant user who logs in, or whose token is used', async () => {
    const t = new TestDeployment();
    const ada = await t.member('ada');
    expect((await t.call('GET', `/api/v2/users/${ada.id}`)).body.status).toBe('active');
    const bob = await t.createUser('bob');
    const { key } = (await t.expect(201, 'POST', '/api/v2/users/bob/keys/tokens', { body: {} })).body;
    expect((await t.call('GET', '/api/v2/users/bob')).body.status).toBe('dormant');
    expect((await t.expect(200, 'GET', ME, { token: key })).body).toMatchObject({
      id: bob.id,
      status: 'active',
    });
  });

  it('refuses a suspended user, with the token and with the password', async () => {
    const t = new TestDeployment();
    const { token } = await t.member('ada');
    await t.expect(200, 'PUT', '/api/v2/users/ada/status/suspend');
    expect((await t.expect(401, 'GET', ME, { token })).body.message).toMatch(/suspended/);
    const body = { email: 'ada@scaletest.local', password: PASSWORD };
    await t.expect(401, 'POST', '/api/v2/users/login', { token: null, body });
  });

  it('hands a session over as a cookie too, and takes it back at its end', async () => {
    const t = new TestDeployment();
    await t.createUser('ada');
    const body = { email: 'ada@scaletest.local', password: PASSWORD };
    const login = await t.expect(201, 'POST', '/api/v2/users/login', { token: null, body });
    const { session_token: token } = login.body;
    expect(login.headers.get('set-cookie')).toBe(
      `coder_session_token=${token}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax`,
    );
    const logout = await t.expect(200, 'POST', '/api/v2/users/logout', { token });
    expect(logout.headers.get('set-cookie')).toMatch(/^coder_session_token=; Path=\/; Max-Age=0;/);
    const wrong = { ...body, password: 'S0mePassw0rd!y' };
    const refused = await t.expect(401, 'POST', '/api/v2/users/login', { token: null, body: wrong });
    expect(refused.headers.has('set-cookie')).toBe(false);
  });

  it('ends the session that logs out, and no other', async () => {
    const t = new TestDeployment();
    const { token } = await t.member('ada');
    const { key } = (await t.expect(201, 'POST', '/api/v2/users/me/keys', { token })).body;
    await t.expect(200, 'POST', '/api/v2/users/logout', { token });
    await t.expect(401, 'GET', ME, { token });
    await t.expect(200, 'GET', ME, { token: key });
  });

  it('refuses a change that comes with the cookie alone', async () => {
    const t = new TestDeployment();
    const token = t.deployment.ownerToken;
    const Cookie = `coder_session_token=${token}`;
    const answer = await t.expect(400, 'POST', '/api/v2/users/logout', { token: null, headers: { Cookie } });
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain/);
    await t.expect(200, 'POST', '/api/v2/users/logout', { token, headers: { Cookie } });
  });

  it('keeps neither tokens nor passwords', async () => {
    const t = new TestDeployment();
    const { token } = await t.member('ada');
    const kept = JSON.stringify([
      t.deployment.users.named('ada'),
      t.deployment.keys.withId(token.slice(0, 10)),
    ]);
    expect(kept).not.toContain(token.slice(11));
    expect(kept).not.toContain(PASSWORD);
  });
});
