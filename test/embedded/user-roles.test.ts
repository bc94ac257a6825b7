import { describe, expect, it } from 'vitest';
import { TestDeployment } from './harness.js';

const USERS = '/api/v2/users';

function fields(answer: { body: { validations?: { field: string }[] } }): string[] {
  return (answer.body.validations ?? []).map(({ field }) => field);
}

describe('roles', () => {
  it('are given and taken by owners, to others only', async () => {
    const t = new TestDeployment();
    const ada = await t.member('ada');
    await t.createUser('bob');
    const put = (user: string, roles: unknown, token = t.deployment.ownerToken) =>
      t.call('PUT', `${USERS}/${user}/roles`, { token, body: { roles } });
    expect((await t.expect(200, 'GET', `${USERS}/me/roles`, { token: ada.token })).body.roles).toEqual([]);
    expect((await put('ada', ['owner'], ada.token)).status).toBe(403);
    expect((await put('bob', ['owner'], ada.token)).status).toBe(404);
    const made = await put('ada', ['owner']);
    expect([made.status, made.body.roles[0].name]).toEqual([200, 'owner']);
    await t.expect(200, 'GET', `${USERS}/bob`, { token: ada.token });
    expect((await put('me', [], ada.token)).status).toBe(400);
    expect((await put('ada', [])).body.roles).toEqual([]);
    await t.expect(404, 'GET', `${USERS}/bob`, { token: ada.token });
  });

  it.each([['user-admin'], ['template-admin'], ['auditor'], ['member'], ['king']])(
    'do not include %s',
    async (role) => {
      const t = new TestDeployment();
      await t.createUser('ada');
      const answer = await t.expect(400, 'PUT', `${USERS}/ada/roles`, { body: { roles: ['owner', role] } });
      expect(fields(answer)).toEqual(['roles']);
      expect(answer.body.validations[0].detail).toContain(role);
      expect((await t.expect(200, 'GET', `${USERS}/ada`)).body.roles).toEqual([]);
    },
  );
});

describe('suspending users', () => {
  it('is refused for oneself and for owners, and undone by activating', async () => {
    const t = new TestDeployment();
    const ada = await t.member('ada');
    const set = (user: string, to: string, token = t.deployment.ownerToken) =>
      t.call('PUT', `${USERS}/${user}/status/${to}`, { token });
    expect((await set('me', 'suspend')).status).toBe(400);
    expect((await set('me', 'suspend', ada.token)).status).toBe(400);
    expect((await set('admin', 'suspend', ada.token)).status).toBe(404);
    await t.createUser('eve', { roles: ['owner'] });
    expect((await set('eve', 'suspend')).status).toBe(400);
    expect((await set('ada', 'suspend')).body.status).toBe('suspended');
    const refused = await t.expect(401, 'GET', `${USERS}/me`, { token: ada.token });
    expect(refused.body.message).toMatch(/suspended/);
    expect((await set('ada', 'activate')).body.status).toBe('active');
    await t.expect(200, 'GET', `${USERS}/me`, { token: ada.token });
    expect((await set('me', 'activate', ada.token)).status).toBe(403);
  });
});
