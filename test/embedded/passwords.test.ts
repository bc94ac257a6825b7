import { describe, expect, it } from 'vitest';
import { PASSWORD, TestDeployment } from './harness.js';

const USERS = '/api/v2/users';

function fields(answer: { body: { validations?: { field: string }[] } }): string[] {
  return (answer.body.validations ?? []).map(({ field }) => field);
}

describe('passwords', () => {
  it('are tried without being set, by anybody', async () => {
    const t = new TestDeployment();
    const validate = async (password: string) =>
      (await t.expect(200, 'POST', `${USERS}/validate-password`, { token: null, body: { password } })).body;
    expect(await validate(PASSWORD)).toEqual({ valid: true, details: '' });
    expect(await validate('password')).toEqual({ valid: false, details: expect.stringMatching(/guess/) });
    expect(await validate('xY9-'.repeat(17))).toMatchObject({ valid: false });
    await t.expect(400, 'POST', `${USERS}/validate-password`, { token: null, body: {} });
  });

  it('are changed by their user who knows the old one, and by owners', async () => {
    const t = new TestDeployment();
    const ada = await t.member('ada');
    const change = (user: string, body: object, token = ada.token) =>
      t.call('PUT', `${USERS}/${user}/password`, { token, body });
    const [second, third] = ['0therPassw0rd!y', 'Th1rdPassw0rd!z'];
    expect(fields(await change('me', { password: second }))).toEqual(['old_password']);
    expect(fields(await change('me', { old_password: 'x', password: second }))).toEqual(['old_password']);
    expect(fields(await change('me', { old_password: PASSWORD, password: 'weak' }))).toEqual(['password']);
    expect(fields(await change('me', { old_password: PASSWORD, password: PASSWORD }))).toEqual(['password']);
    expect((await change('me', { old_password: PASSWORD, password: second })).status).toBe(204);
    expect((await change('admin', { password: third })).status).toBe(404);
    expect((await change('ada', { password: third }, t.deployment.ownerToken)).status).toBe(204);
    const login = (password: string) =>
      t.call('POST', `${USERS}/login`, { token: null, body: { email: 'ADA@scaletest.local', password } });
    expect((await login(PASSWORD)).status).toBe(401);
    expect((await login(second)).status).toBe(401);
    expect((await login(third)).status).toBe(201);
  });

  it('are not set for users who do not log in with one', async () => {
    const t = new TestDeployment();
    await t.createUser('bob', { login_type: 'none', password: '' });
    await t.expect(400, 'PUT', `${USERS}/bob/password`, { body: { password: PASSWORD } });
    const body = { email: 'bob@scaletest.local', password: PASSWORD };
    await t.expect(401, 'POST', `${USERS}/login`, { token: null, body });
  });

  it('count against the limit of logins, sixty a minute and path', async () => {
    const t = new TestDeployment();
    const attempt = (path: string, method = 'POST') =>
      t.call(method, `${USERS}/${path}`, { token: null, body: { password: 'x' } });
    for (let i = 0; i < 60; i++) await attempt('validate-password');
    expect((await attempt('validate-password')).status).toBe(429);
    for (let i = 0; i < 60; i++) await t.call('PUT', `${USERS}/me/password`, { body: {} });
    expect((await t.call('PUT', `${USERS}/me/password`, { body: {} })).status).toBe(429);
  });

  it('can be switched off: then nobody logs in with one, nor is made to', async () => {
    const t = new TestDeployment({ passwordAuth: false });
    expect((await t.expect(200, 'GET', `${USERS}/authmethods`, { token: null })).body.password.enabled).toBe(
      false,
    );
    const settings = (await t.expect(200, 'GET', '/api/v2/deployment/config')).body.config;
    expect(settings).toMatchObject({ disable_password_auth: true });
    const organization_ids = [t.deployment.organization.id];
    const user = { email: 'a@b.local', username: 'ada', organization_ids };
    await t.expect(403, 'POST', USERS, { body: { ...user, password: PASSWORD } });
    await t.expect(201, 'POST', USERS, { body: { ...user, login_type: 'none' } });
    const { deployment } = t;
    deployment.users.setPassword(
      deployment.driver.begin(),
      deployment.owner,
      deployment.secrets.digest(PASSWORD),
    );
    const login = (password: string) =>
      t.call('POST', `${USERS}/login`, { token: null, body: { email: 'admin@example.com', password } });
    expect((await login('wrong')).status).toBe(401);
    expect((await login(PASSWORD)).status).toBe(403);
  });
});
