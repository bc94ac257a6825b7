import { describe, expect, it } from 'vitest';
import { TestDeployment } from './harness.js';

const USERS = '/api/v2/users';

describe('organizations', () => {
  it('are one, found by id, name, default and zero id', async () => {
    const t = new TestDeployment();
    const { token } = await t.member('ada');
    const { id } = t.deployment.organization;
    for (const reference of [id, 'coder', 'Coder', 'default', '00000000-0000-0000-0000-000000000000']) {
      const { body } = await t.expect(200, 'GET', `/api/v2/organizations/${reference}`, { token });
      expect(body).toMatchObject({ id, is_default: true });
    }
    await t.expect(404, 'GET', '/api/v2/organizations/else', { token });
    expect((await t.expect(200, 'GET', '/api/v2/organizations', { token })).body).toHaveLength(1);
    expect((await t.expect(200, 'GET', `${USERS}/me/organizations`, { token })).body).toMatchObject([{ id }]);
    await t.expect(404, 'GET', `${USERS}/admin/organizations`, { token });
  });

  it('show all members to owners, and members themselves alone', async () => {
    const t = new TestDeployment();
    const ada = await t.member('ada');
    await t.createUser('Bob');
    await t.createUser('gone');
    await t.expect(200, 'DELETE', `${USERS}/gone`);
    const members = async (token: string) => {
      const { body } = await t.expect(200, 'GET', '/api/v2/organizations/default/members', { token });
      return body.map((member: { username: string }) => member.username);
    };
    expect(await members(t.deployment.ownerToken)).toEqual(['ada', 'admin', 'Bob']);
    expect(await members(ada.token)).toEqual(['ada']);
    const one = await t.expect(200, 'GET', '/api/v2/organizations/coder/members/me', { token: ada.token });
    expect(one.body).toMatchObject({ user_id: ada.id, roles: [], global_roles: [] });
    await t.expect(404, 'GET', '/api/v2/organizations/coder/members/admin', { token: ada.token });
  });
});
