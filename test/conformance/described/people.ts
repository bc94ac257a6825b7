import { type DescribedCase, expectThat } from './described-case.js';
import type { Stage } from './stage.js';

/** Users, their keys, roles and organizations. */
export function peopleCases(stage: Stage): readonly DescribedCase[] {
  let key = '';
  let tokenId = '';
  const tokenName = `token-${stage.letters}`;
  const resource = 'users';
  return [
    {
      title: 'GET users/first tells that there is a first user',
      resource,
      status: 200,
      ask: () => ({ method: 'GET', path: '/api/v2/users/first', token: null }),
    },
    {
      title: 'POST users/first is refused where there is one',
      resource,
      status: 409,
      ask: () => ({
        method: 'POST',
        path: '/api/v2/users/first',
        token: null,
        body: { email: 'a@example.com', username: 'a', password: 'S0mePassw0rd!x' },
      }),
    },
    {
      title: 'POST login hands the session over as a cookie too',
      resource: 'authentication',
      status: 201,
      ask: async (world) => {
        await stage.member(world);
        return { method: 'POST', path: '/api/v2/users/login', token: null, body: stage.login };
      },
      check: ({ body, headers }) => {
        const { session_token: token } = body as { session_token: string };
        // A server may set others beside it.
        const [, value, rest = ''] =
          /(?:^|, )coder_session_token=([^;]*)((?:; [^,;]+)*)/.exec(headers.get('set-cookie') ?? '') ?? [];
        const attributes = rest.split('; ');
        const ageS = Number(/; Max-Age=(\d+)/.exec(rest)?.[1]);
        const yearS = 365 * 86_400;
        const holds =
          value === token &&
          attributes.includes('Path=/') &&
          attributes.includes('HttpOnly') &&
          Math.abs(ageS - yearS) < 0.01 * yearS;
        expectThat(holds, [...headers]);
      },
    },
    {
      title: 'POST keys makes a session key',
      resource,
      status: 201,
      ask: () => ({ method: 'POST', path: '/api/v2/users/me/keys' }),
      check: ({ body }) => {
        key = (body as { key: string }).key;
      },
    },
    {
      title: 'GET keys/{id} shows it',
      resource,
      status: 200,
      ask: () => ({ method: 'GET', path: `/api/v2/users/me/keys/${key.split('-')[0]}` }),
      check: ({ body }) => expectThat((body as { login_type: string }).login_type === 'password', body),
    },
    {
      title: 'DELETE keys/{id} removes it',
      resource,
      status: 204,
      ask: () => ({ method: 'DELETE', path: `/api/v2/users/me/keys/${key.split('-')[0]}` }),
    },
    {
      title: 'a removed key opens nothing any more',
      resource: 'authentication',
      status: 401,
      ask: () => ({ method: 'GET', path: '/api/v2/users/me', token: key }),
    },
    {
      title: 'GET keys/tokens/tokenconfig tells the longest life',
      resource,
      status: 200,
      ask: () => ({ method: 'GET', path: '/api/v2/users/me/keys/tokens/tokenconfig' }),
    },
    {
      title: 'POST keys/tokens makes a named token',
      resource,
      status: 201,
      ask: () => ({
        method: 'POST',
        path: '/api/v2/users/me/keys/tokens',
        body: { token_name: tokenName, lifetime: 3_600_000_000_000 },
      }),
    },
    {
      title: 'GET keys/tokens lists it',
      resource,
      status: 200,
      ask: () => ({ method: 'GET', path: '/api/v2/users/me/keys/tokens' }),
      check: ({ body }) => {
        const tokens = body as { id: string; token_name: string; lifetime_seconds: number }[];
        const named = tokens.find((it) => it.token_name === tokenName);
        expectThat(named?.lifetime_seconds === 3600, body);
        tokenId = named?.id ?? '';
      },
    },
    {
      title: 'POST keys/tokens refuses a name that is taken',
      resource,
      status: 409,
      ask: () => ({ method: 'POST', path: '/api/v2/users/me/keys/tokens', body: { token_name: tokenName } }),
    },
    {
      title: 'DELETE keys/{id} removes a token too',
      resource,
      status: 204,
      ask: () => ({ method: 'DELETE', path: `/api/v2/users/me/keys/${tokenId}` }),
    },
    {
      title: 'GET organizations of a user',
      resource: 'organizations',
      status: 200,
      ask: () => ({ method: 'GET', path: '/api/v2/users/me/organizations' }),
      check: ({ body }) => expectThat((body as unknown[]).length >= 1, body),
    },
    {
      title: 'GET members lists the member',
      resource: 'organizations',
      status: 200,
      ask: async (world) => {
        await stage.member(world);
        return { method: 'GET', path: '/api/v2/organizations/default/members' };
      },
      check: async ({ body }, world) => {
        const { id } = await stage.member(world);
        expectThat(
          (body as { user_id: string }[]).some((it) => it.user_id === id),
          body,
        );
      },
    },
    {
      title: 'PUT status/activate brings a suspended user back',
      resource,
      status: 200,
      ask: async (world) => {
        const { id } = await stage.member(world);
        await world.command('PUT', `/users/${id}/status/suspend`);
        return { method: 'PUT', path: `/api/v2/users/${id}/status/activate` };
      },
      check: ({ body }) => expectThat((body as { status: string }).status === 'active', body),
    },
    {
      title: 'PUT roles gives a role',
      resource,
      status: 200,
      ask: async (world) => ({
        method: 'PUT',
        path: `/api/v2/users/${(await stage.member(world)).id}/roles`,
        body: { roles: ['owner'] },
      }),
      check: ({ body }) =>
        expectThat(
          (body as { roles: { name: string }[] }).roles.some(({ name }) => name === 'owner'),
          body,
        ),
    },
    {
      title: 'GET roles shows it',
      resource,
      status: 200,
      ask: async (world) => ({
        method: 'GET',
        path: `/api/v2/users/${(await stage.member(world)).id}/roles`,
      }),
    },
    {
      title: 'POST logout ends the session',
      resource: 'authentication',
      status: 200,
      ask: async (world) => ({
        method: 'POST',
        path: '/api/v2/users/logout',
        token: (await stage.member(world)).token,
      }),
    },
    {
      title: 'a session that was ended opens nothing any more',
      resource: 'authentication',
      status: 401,
      ask: async (world) => ({
        method: 'GET',
        path: '/api/v2/users/me',
        token: (await stage.member(world)).token,
      }),
    },
  ];
}
