import { describe, expect, it } from 'vitest';
import { OTHER_UUID, PASSWORD, TestDeployment } from './harness.js';

const USERS = '/api/v2/users';

function fields(answer: { body: { validations?: { field: string }[] } }): string[] {
  return (answer.body.validations ?? []).map(({ field }) => field);
}

describe('creating users', () => {
  it('makes them dormant unless asked otherwise', async () => {
    const t = new TestDeployment();
    expect(await t.createUser('ada')).toMatchObject({ status: 'dormant', login_type: 'password' });
    expect(await t.createUser('bob', { user_status: 'active' })).toMatchObject({ status: 'active' });
    expect(await t.createUser('cy', { user_status: 'suspended' })).toMatchObject({ status: 'suspended' });
  });

  it('takes the default organization by its zero id, and the older single field', async () => {
    const t = new TestDeployment();
    await t.createUser('ada', { organization_ids: ['00000000-0000-0000-0000-000000000000'] });
    await t.createUser('bob', { organization_ids: null, organization_id: t.deployment.organization.id });
  });

  it('refuses a name or an address that is taken, whatever its case, until its user is deleted', async () => {
    const t = new TestDeployment();
    const ada = await t.createUser('ada');
    const body = { password: PASSWORD, organization_ids: [t.deployment.organization.id] };
    const create = (username: string, email: string) =>
      t.call('POST', USERS, { body: { ...body, username, email } });
    expect((await create('ADA', 'other@x.local')).status).toBe(409);
    expect((await create('other', 'ADA@scaletest.local')).status).toBe(409);
    await t.expect(200, 'DELETE', `${USERS}/${ada.id}`);
    expect((await create('ADA', 'ada@scaletest.local')).status).toBe(201);
    await t.expect(404, 'GET', `${USERS}/nobody`);
  });

  it.each([
    ['an address that is none', { email: 'nonsense' }, ['email']],
    ['a name with two hyphens in a row', { username: 'a--b' }, ['username']],
    ['a name of 33 letters', { username: 'a'.repeat(33) }, ['username']],
    ['a reserved name', { username: 'new' }, ['username']],
    ['a full name with spaces around it', { name: ' x ' }, ['name']],
    ['a password for a user who needs none', { login_type: 'none' }, ['password']],
    ['a weak password', { password: 'aaaaaaaaaaaaaaaa' }, ['password']],
    ['a password of 65 bytes', { password: `S0me-${'xY9'.repeat(20)}` }, ['password']],
    ['no organization', { organization_ids: [] }, ['organization_ids']],
    ['everything wrong at once', { email: '', username: '!', name: ' x' }, ['email', 'username', 'name']],
  ])('refuses %s', async (_, wrong, expected) => {
    const t = new TestDeployment();
    const organization_ids = [t.deployment.organization.id];
    const right = { email: 'a@b.local', username: 'ada', password: PASSWORD, organization_ids };
    const answer = await t.expect(400, 'POST', USERS, { body: { ...right, ...wrong } });
    expect(fields(answer)).toEqual(expected);
  });

  it('is for owners', async () => {
    const t = new TestDeployment();
    const { token } = await t.member('ada');
    const body = { email: 'a@b.local', username: 'bob', password: PASSWORD };
    const asking = (organization_ids: string[], more: object = {}) =>
      t.call('POST', USERS, { token, body: { ...body, organization_ids, ...more } });
    const { id } = t.deployment.organization;
    expect((await asking([id])).status).toBe(403);
    // Who asks is looked at last.
    expect((await asking([id], { username: 'no good' })).status).toBe(400);
    expect((await asking([OTHER_UUID])).status).toBe(404);
    // Nor does a member learn which names are taken.
    expect((await asking([id], { username: 'admin' })).status).toBe(403);
  });

  it('reads any body as JSON, whatever its declared type', async () => {
    const t = new TestDeployment();
    const headers = { 'Content-Type': 'text/plain' };
    const answer = await t.expect(400, 'POST', USERS, { rawBody: '{"email":5}', headers });
    expect(fields(answer)).toContain('email');
    expect(fields(await t.expect(400, 'POST', USERS, { rawBody: '' }))).toEqual([]);
  });
});

describe('reading users', () => {
  it('shows a member nobody else', async () => {
    const t = new TestDeployment();
    const { token, id } = await t.member('ada');
    await t.createUser('bob');
    await t.expect(200, 'GET', `${USERS}/${id}`, { token });
    await t.expect(200, 'GET', `${USERS}/Ada`, { token });
    await t.expect(404, 'GET', `${USERS}/bob`, { token });
    await t.expect(404, 'DELETE', `${USERS}/bob`, { token });
    const { body } = await t.expect(200, 'GET', USERS, { token });
    expect(body).toMatchObject({ count: 1, users: [{ username: 'ada' }] });
  });

  it('lists by name in pages, and counts nothing where there is nothing', async () => {
    const t = new TestDeployment();
    const ids = new Map<string, string>();
    for (const name of ['Bob', 'ada', 'cy']) ids.set(name, (await t.createUser(name)).id);
    const page = async (query: string) => {
      const { body } = await t.expect(200, 'GET', `${USERS}?${query}`);
      return [body.count, ...body.users.map((user: { username: string }) => user.username)];
    };
    expect(await page('')).toEqual([4, 'ada', 'admin', 'Bob', 'cy']);
    expect(await page('limit=2&offset=1')).toEqual([4, 'admin', 'Bob']);
    expect(await page('limit=2&offset=9')).toEqual([0]);
    expect(await page(`after_id=${ids.get('Bob')}`)).toEqual([1, 'cy']);
    expect(await page(`after_id=${ids.get('ada')}&limit=1`)).toEqual([3, 'admin']);
    expect(await page('after_id=00000000-0000-0000-0000-000000000000&limit=1')).toEqual([4, 'ada']);
    expect(await page(`after_id=${OTHER_UUID}`)).toEqual([0]);
    await t.expect(200, 'DELETE', `${USERS}/Bob`);
    expect(await page(`after_id=${ids.get('Bob')}`)).toEqual([1, 'cy']);
    expect(await page('q=&limit=0')).toEqual([3, 'ada', 'admin', 'cy']);
    for (const wrong of ['limit=-1', 'offset=x', 'limit=2147483648', 'after_id=x']) {
      expect(fields(await t.expect(400, 'GET', `${USERS}?${wrong}`))).toEqual([wrong.split('=')[0]]);
    }
  });

  it('searches', async () => {
    const t = new TestDeployment();
    await t.createUser('scaletest-r1-0', { name: 'nineam-RUN1', user_status: 'active' });
    await t.createUser('scaletest-r2-0', { email: 'r2-0@else.where', login_type: 'none', password: '' });
    const found = async (q: string) => {
      const { body } = await t.expect(200, 'GET', `${USERS}?q=${encodeURIComponent(q)}`);
      return body.users.map((user: { username: string }) => user.username);
    };
    expect(await found('SCALETEST')).toEqual(['scaletest-r1-0', 'scaletest-r2-0']);
    expect(await found('else.where')).toEqual(['scaletest-r2-0']);
    expect(await found('search:r1')).toEqual(['scaletest-r1-0']);
    expect(await found('r_-0')).toEqual(['scaletest-r1-0', 'scaletest-r2-0']);
    expect(await found('s%1')).toEqual(['scaletest-r1-0']);
    expect(await found('name:"nineam-run1"')).toEqual(['scaletest-r1-0']);
    expect(await found('nineam-run1')).toEqual([]);
    expect(await found('status:dormant')).toEqual(['scaletest-r2-0']);
    expect(await found('status:dormant,active r1')).toEqual(['scaletest-r1-0']);
    expect(await found('login_type:none')).toEqual(['scaletest-r2-0']);
    expect(await found('role:owner')).toEqual(['admin']);
    expect(await found('role:member')).toEqual(['admin', 'scaletest-r1-0', 'scaletest-r2-0']);
    expect(await found('role:auditor')).toEqual([]);
    expect(await found('service_account:true')).toEqual([]);
    expect(await found('service_account:false r1')).toEqual(['scaletest-r1-0']);
    expect(await found('github_com_user_id:7')).toEqual([]);
    expect(await found('last_seen_after:"2020-01-01T00:00:00Z"')).toEqual(['admin']);
    expect(await found('last_seen_before:"2020-01-01T00:00:00Z"')).toHaveLength(2);
    expect(await found('created_after:"2026-11-23T08:00:00Z"')).toHaveLength(2);
    expect(await found('created_before:"2020-01-01T00:00:00Z"')).toEqual([]);
    for (const wrong of [
      'bogus:1',
      'name:a:b',
      ':a',
      'a:',
      'created_after:yesterday',
      'status:asleep',
      'login_type:magic',
      'service_account:x',
      'github_com_user_id:x',
      'a b',
      'name:a name:b',
    ]) {
      const answer = await t.expect(400, 'GET', `${USERS}?q=${encodeURIComponent(wrong)}`);
      expect(answer.body.validations, wrong).toHaveLength(1);
    }
  });

  it('tells the membership, and nothing of a deleted user', async () => {
    const t = new TestDeployment();
    const { id } = await t.createUser('ada');
    await t.expect(200, 'GET', `/api/v2/organizations/coder/members/ada`);
    await t.expect(200, 'DELETE', `${USERS}/ada`);
    await t.expect(404, 'GET', `/api/v2/organizations/coder/members/${id}`);
    await t.expect(404, 'GET', `/api/v2/organizations/else/members/me`);
  });
});

describe('deleting users', () => {
  it('waits until their workspaces are gone', async () => {
    const t = new TestDeployment();
    const ada = await t.member('ada');
    const workspace = await t.createWorkspace('dev', { token: ada.token });
    t.realClock.advanceBy(10_000);
    await t.expect(417, 'DELETE', `${USERS}/ada`);
    const builds = `/api/v2/workspaces/${workspace.id}/builds`;
    await t.expect(201, 'POST', builds, { body: { transition: 'delete' } });
    await t.expect(417, 'DELETE', `${USERS}/ada`);
    t.realClock.advanceBy(10_000);
    await t.expect(200, 'DELETE', `${USERS}/ada`);
    await t.expect(401, 'GET', `${USERS}/me`, { token: ada.token });
  });

  it('refuses to delete oneself', async () => {
    const t = new TestDeployment();
    await t.expect(403, 'DELETE', `${USERS}/me`);
    await t.expect(403, 'DELETE', `${USERS}/admin`);
  });
});

describe('keys', () => {
  it('are shown without their secret, to their user and to owners', async () => {
    const t = new TestDeployment();
    const ada = await t.member('ada');
    const bob = await t.member('bob');
    const path = `${USERS}/me/keys/${ada.token.slice(0, 10)}`;
    const { body } = await t.expect(200, 'GET', path, { token: ada.token });
    expect(body).toMatchObject({ login_type: 'password', user_id: ada.id, lifetime_seconds: 86_400 });
    expect(body.expires_at).toMatch(/^2026-11-24T08:00:00/);
    await t.expect(404, 'GET', path, { token: bob.token });
    await t.expect(200, 'GET', path.replace('me', 'ada'));
  });

  it('have unique names and bounded lifetimes', async () => {
    const t = new TestDeployment();
    const create = (body: object) => t.call('POST', `${USERS}/me/keys/tokens`, { body });
    expect((await create({ token_name: 'ci' })).status).toBe(201);
    expect((await create({ token_name: 'ci' })).status).toBe(409);
    expect(fields(await create({ lifetime: 8 * 24 * 3600e9 }))).toEqual(['lifetime']);
    await t.createUser('ada');
    const body = { lifetime: 365 * 24 * 3600e9 };
    await t.expect(201, 'POST', `${USERS}/ada/keys/tokens`, { body });
  });
});
