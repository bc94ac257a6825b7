import { describe, expect, it } from 'vitest';
import { PASSWORD, TestDeployment } from './harness.js';

const USERS = '/api/v2/users';

function fields(answer: { body: { validations?: { field: string }[] } }): string[] {
  return (answer.body.validations ?? []).map(({ field }) => field);
}

describe('the first user', () => {
  const first = { email: 'boss@example.com', username: 'Boss', password: PASSWORD, trial: false };

  it('is there unless the deployment began without one', async () => {
    const t = new TestDeployment();
    await t.expect(200, 'GET', `${USERS}/first`, { token: null });
    await t.expect(409, 'POST', `${USERS}/first`, { token: null, body: first });
  });

  it('is made by whoever comes first, and is an owner', async () => {
    const t = new TestDeployment({ firstUser: false });
    const anonymous = { token: null };
    expect(t.deployment.ownerToken).toBe('');
    await t.expect(404, 'GET', `${USERS}/first`, anonymous);
    const { body } = await t.expect(201, 'POST', `${USERS}/first`, { ...anonymous, body: first });
    expect(body).toEqual({
      user_id: t.deployment.users.named('boss')?.id,
      organization_id: t.deployment.organization.id,
    });
    await t.expect(200, 'GET', `${USERS}/first`, anonymous);
    await t.expect(409, 'POST', `${USERS}/first`, { ...anonymous, body: { ...first, username: 'other' } });
    const login = { email: first.email, password: PASSWORD };
    const { session_token: token } = (
      await t.expect(201, 'POST', `${USERS}/login`, { ...anonymous, body: login })
    ).body;
    expect((await t.expect(200, 'GET', `${USERS}/me`, { token })).body).toMatchObject({
      username: 'Boss',
      status: 'active',
      roles: [{ name: 'owner' }],
    });
    await t.createWorkspace('dev', { token });
    const { body: templates } = await t.expect(200, 'GET', '/api/v2/templates', { token });
    expect(templates[0].created_by_name).toBe('Boss');
  });

  it.each([
    ['no address', { email: '' }, ['email']],
    ['a bad name', { username: 'a--b' }, ['username']],
    ['no password', { password: '' }, ['password']],
    ['a weak password', { password: 'aaaaaaaaaaaaaa' }, ['password']],
  ])('is not made with %s', async (_, wrong, expected) => {
    const t = new TestDeployment({ firstUser: false });
    const body = { ...first, ...wrong };
    expect(fields(await t.expect(400, 'POST', `${USERS}/first`, { token: null, body }))).toEqual(expected);
    await t.expect(404, 'GET', `${USERS}/first`, { token: null });
  });
});
