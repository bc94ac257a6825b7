import { describe, expect, it } from 'vitest';
import { TestDeployment } from './harness.js';

const TOKENS = '/api/v2/users/me/keys/tokens';
const DAY_NS = 24 * 3600e9;

function fields(answer: { body: { validations?: { field: string }[] } }): string[] {
  return (answer.body.validations ?? []).map(({ field }) => field);
}

function names(answer: { body: { token_name: string }[] | null }): string[] | null {
  return answer.body?.map((token) => token.token_name) ?? null;
}

describe('tokens', () => {
  it('are listed in order of creation with the name of their user, without sessions; null if there is none', async () => {
    const t = new TestDeployment();
    const ada = await t.member('ada');
    const asAda = { token: ada.token };
    expect((await t.expect(200, 'GET', TOKENS, asAda)).text).toBe('null\n');
    for (const token_name of ['b', 'a']) {
      await t.expect(201, 'POST', TOKENS, { ...asAda, body: { token_name } });
    }
    const answer = await t.expect(200, 'GET', `${TOKENS}?include_all=false&include_expired=false`, asAda);
    expect(names(answer)).toEqual(['b', 'a']);
    expect(answer.body[0]).toMatchObject({
      user_id: ada.id,
      username: 'ada',
      login_type: 'token',
      last_used: '1970-01-01T00:00:00Z',
      scope: 'all',
      scopes: ['coder:all'],
      allow_list: ['*:*'],
      lifetime_seconds: 604_800,
    });
  });

  it('of everybody are listed to an owner who asks for all, and to a member the own ones', async () => {
    const t = new TestDeployment();
    const ada = await t.member('ada');
    await t.expect(201, 'POST', TOKENS, { token: ada.token, body: { token_name: 'ada-1' } });
    await t.expect(201, 'POST', TOKENS, { body: { token_name: 'admin-1' } });
    expect(names(await t.expect(200, 'GET', TOKENS))).toEqual(['nineam', 'admin-1']);
    const all = `${TOKENS}?include_all=true`;
    expect(names(await t.expect(200, 'GET', all))).toEqual(['nineam', 'ada-1', 'admin-1']);
    expect(names(await t.expect(200, 'GET', all, { token: ada.token }))).toEqual(['ada-1']);
    expect(names(await t.expect(200, 'GET', '/api/v2/users/ada/keys/tokens'))).toEqual(['ada-1']);
    await t.expect(404, 'GET', '/api/v2/users/admin/keys/tokens', { token: ada.token });
    await t.expect(404, 'POST', '/api/v2/users/admin/keys/tokens', { token: ada.token, body: {} });
  });

  it('are found by name and by id, and are gone once deleted', async () => {
    const t = new TestDeployment();
    const { key } = (await t.expect(201, 'POST', TOKENS, { body: { token_name: 'CI, of Bob' } })).body;
    const id = key.slice(0, 10);
    const { body } = await t.expect(200, 'GET', `${TOKENS}/${encodeURIComponent('CI, of Bob')}`);
    expect(body).toMatchObject({ id, token_name: 'CI, of Bob' });
    expect(body).not.toHaveProperty('username');
    await t.expect(404, 'GET', `${TOKENS}/ci`);
    await t.expect(204, 'DELETE', `/api/v2/users/me/keys/${id}`);
    await t.expect(404, 'DELETE', `/api/v2/users/me/keys/${id}`);
    await t.expect(404, 'GET', `/api/v2/users/me/keys/${id}`);
    await t.expect(401, 'GET', '/api/v2/users/me', { token: key });
    await t.expect(201, 'POST', TOKENS, { body: { token_name: 'CI, of Bob' } });
  });

  it('expire when asked to, and are then listed only on demand', async () => {
    const t = new TestDeployment();
    const ada = await t.member('ada');
    const { key } = (await t.expect(201, 'POST', TOKENS, { token: ada.token, body: { token_name: 'x' } }))
      .body;
    const expire = `/api/v2/users/ada/keys/${key.slice(0, 10)}/expire`;
    await t.expect(204, 'PUT', expire);
    await t.expect(204, 'PUT', expire);
    await t.expect(404, 'PUT', '/api/v2/users/ada/keys/AAAAAAAAAA/expire');
    expect((await t.expect(401, 'GET', '/api/v2/users/me', { token: key })).body.detail).toMatch(/expired/);
    expect(names(await t.expect(200, 'GET', TOKENS, { token: ada.token }))).toBeNull();
    const all = await t.expect(200, 'GET', `${TOKENS}?include_expired=1`, { token: ada.token });
    expect(names(all)).toEqual(['x']);
    const again = await t.call('POST', TOKENS, { token: ada.token, body: { token_name: 'x' } });
    expect(again.status).toBe(409);
  });

  it('live for a week unless asked otherwise, an owner’s at most a week, a member’s a hundred years', async () => {
    const t = new TestDeployment();
    const ada = await t.member('ada');
    const longest = async (token: string) =>
      (await t.expect(200, 'GET', `${TOKENS}/tokenconfig`, { token })).body.max_token_lifetime;
    expect(await longest(t.deployment.ownerToken)).toBe(7 * DAY_NS);
    expect(await longest(ada.token)).toBe(3_155_760_000e9);
    const create = (body: object, token = t.deployment.ownerToken) => t.call('POST', TOKENS, { token, body });
    expect((await create({ lifetime: 7 * DAY_NS })).status).toBe(201);
    expect(fields(await create({ lifetime: 7 * DAY_NS + 1e9 }))).toEqual(['lifetime']);
    expect(fields(await create({ lifetime: -1 }))).toEqual(['lifetime']);
    expect(fields(await create({ lifetime: 0.5 }))).toEqual(['lifetime']);
    expect((await create({ lifetime: 365 * DAY_NS }, ada.token)).status).toBe(201);
    const { key } = (await create({ lifetime: 0 })).body;
    const shown = (await t.expect(200, 'GET', `/api/v2/users/me/keys/${key.slice(0, 10)}`)).body;
    expect(shown.expires_at).toMatch(/^2026-11-30T08:00:00/);
    expect(shown.token_name).not.toBe('');
  });

  it('show the scopes and objects that they were asked for, which must exist', async () => {
    const t = new TestDeployment();
    const shown = async (body: object) => {
      const { key } = (await t.expect(201, 'POST', TOKENS, { body })).body;
      const { scope, scopes, allow_list } = (
        await t.expect(200, 'GET', `/api/v2/users/me/keys/${key.slice(0, 10)}`)
      ).body;
      return { scope, scopes, allow_list };
    };
    expect(await shown({ scope: 'application_connect' })).toEqual({
      scope: 'application_connect',
      scopes: ['coder:application_connect'],
      allow_list: ['*:*'],
    });
    const allow_list = ['workspace:00000000-0000-4000-8000-000000000000', 'template:*'];
    expect(await shown({ scopes: ['workspace:read', 'user:*'], allow_list })).toEqual({
      scope: 'all',
      scopes: ['workspace:read', 'user:*'],
      allow_list,
    });
    const refused = async (body: object) => fields(await t.expect(400, 'POST', TOKENS, { body }));
    expect(await refused({ scope: 'everything' })).toEqual(['scope']);
    expect(await refused({ scopes: ['workspace:read', 'workspace:fly'] })).toEqual(['scopes.1']);
    expect(await refused({ allow_list: ['workspace'] })).toEqual(['allow_list.0']);
    expect(await refused({ allow_list: ['bogus:*'] })).toEqual(['allow_list.0']);
  });
});

describe('keys', () => {
  it('of a session are made for oneself and by owners for others, who stay dormant until they use it', async () => {
    const t = new TestDeployment();
    await t.createUser('bob');
    const { key } = (await t.expect(201, 'POST', '/api/v2/users/bob/keys')).body;
    expect((await t.expect(200, 'GET', '/api/v2/users/bob')).body.status).toBe('dormant');
    const shown = await t.expect(200, 'GET', `/api/v2/users/me/keys/${key.slice(0, 10)}`, { token: key });
    expect(shown.body).toMatchObject({ login_type: 'password', token_name: '', lifetime_seconds: 86_400 });
    expect((await t.expect(200, 'GET', '/api/v2/users/bob')).body.status).toBe('active');
    expect((await t.expect(200, 'GET', '/api/v2/users/bob/keys/tokens')).body).toBeNull();
  });

  it('are not made for deleted users, and found only with their own user', async () => {
    const t = new TestDeployment();
    const ada = await t.member('ada');
    const bob = await t.createUser('bob');
    await t.expect(200, 'DELETE', '/api/v2/users/bob');
    await t.expect(404, 'POST', `/api/v2/users/${bob.id}/keys`);
    await t.expect(404, 'POST', `/api/v2/users/${bob.id}/keys/tokens`, { body: {} });
    await t.expect(404, 'GET', `/api/v2/users/me/keys/${ada.token.slice(0, 10)}`);
    await t.expect(404, 'DELETE', `/api/v2/users/me/keys/${ada.token.slice(0, 10)}`);
    await t.expect(204, 'DELETE', `/api/v2/users/ada/keys/${ada.token.slice(0, 10)}`);
    await t.expect(401, 'GET', '/api/v2/users/me', { token: ada.token });
  });
});
