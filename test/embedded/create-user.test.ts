import { describe, expect, it } from 'vitest';
import { PASSWORD, TestDeployment } from './harness.js';

const USERS = '/api/v2/users';

function fields(answer: { body: { validations?: { field: string }[] } }): string[] {
  return (answer.body.validations ?? []).map(({ field }) => field);
}

describe('creating a user', () => {
  const body = (t: TestDeployment, more: object) => ({
    email: 'ada@x.local',
    username: 'ada',
    organization_ids: [t.deployment.organization.id],
    ...more,
  });
  const create = (t: TestDeployment, more: object) => t.call('POST', USERS, { body: body(t, more) });

  it('takes an empty kind of login for a password, and none and github without one', async () => {
    const t = new TestDeployment();
    expect((await create(t, { login_type: '', password: PASSWORD })).body.login_type).toBe('password');
    const none = { username: 'bob', email: 'bob@x.local', login_type: 'none', password: '', name: '' };
    expect((await create(t, none)).body.login_type).toBe('none');
    const github = { username: 'cy', email: 'cy@x.local', login_type: 'github' };
    expect((await create(t, github)).body.login_type).toBe('github');
    const wrong = { username: 'dee', email: 'dee@x.local' };
    for (const login_type of ['oidc', 'token', 'magic']) {
      expect((await create(t, { ...wrong, login_type })).status, login_type).toBe(400);
    }
  });

  it('fails in the database for a status that does not exist', async () => {
    const t = new TestDeployment();
    expect((await create(t, { password: PASSWORD, user_status: 'asleep' })).status).toBe(500);
    await t.expect(404, 'GET', `${USERS}/ada`);
    expect((await create(t, { password: PASSWORD, user_status: '' })).body.status).toBe('dormant');
  });

  it('says first that a name is taken, then that an organization is unknown, then that a password is weak', async () => {
    const t = new TestDeployment();
    const unknown = { organization_ids: ['00000000-0000-4000-8000-000000000000'], password: 'x' };
    expect((await create(t, { ...unknown, username: 'ADMIN' })).status).toBe(409);
    expect((await create(t, unknown)).status).toBe(404);
    expect(fields(await create(t, { password: 'x' }))).toEqual(['password']);
  });

  it('leaves service accounts to the licensed edition', async () => {
    const t = new TestDeployment();
    const service = { service_account: true, email: '' };
    expect((await create(t, service)).status).toBe(403);
    expect(fields(await create(t, { ...service, email: 'a@b.local' }))).toEqual(['email']);
    expect(fields(await create(t, { ...service, password: PASSWORD }))).toEqual(['password']);
    expect(fields(await create(t, { ...service, login_type: 'github' }))).toEqual(['login_type']);
  });

  it('makes owners on demand, and says which roles it does not support', async () => {
    const t = new TestDeployment();
    const made = await create(t, { password: PASSWORD, roles: ['owner'] });
    expect(made.body.roles).toEqual([{ name: 'owner', display_name: 'Owner' }]);
    const other = { username: 'bob', email: 'bob@x.local', password: PASSWORD, roles: ['user-admin'] };
    const refused = await create(t, other);
    expect(refused.status).toBe(400);
    expect(refused.body.validations).toMatchObject([
      { field: 'roles', detail: expect.stringMatching(/user-admin.*not support/) },
    ]);
    await t.expect(404, 'GET', `${USERS}/bob`);
  });
});
