import type { Case } from './case.js';

/** Users are made, found, refused, and sign in. */
export const userCases: readonly Case[] = [
  { exchange: '035-user-create', resource: 'users' },
  { exchange: '036-user-create-duplicate', resource: 'users' },
  { exchange: '037-user-create-bad-json', resource: 'users' },
  { exchange: '038-user-create-empty', resource: 'users' },
  { exchange: '039-user-create-weak-password', resource: 'users' },
  { exchange: '040-user-create-bad-username', resource: 'users' },
  { exchange: '041-user-create-unknown-org', resource: 'users' },
  { exchange: '042-user-by-name', resource: 'users' },
  { exchange: '043-login-wrong', resource: 'authentication' },
  {
    exchange: '044-login',
    resource: 'authentication',
    after: (world, { body }) => {
      world.otherToken = (body as { session_token: string }).session_token;
    },
  },
  { exchange: '045-bypass-by-owner', resource: 'rate limits' },
  { exchange: '046-bypass-by-member', resource: 'rate limits' },
  { exchange: '047-user-me', resource: 'users' },
  { exchange: '048-member-creates-user', resource: 'users' },
  { exchange: '049-users-search', resource: 'users' },
  { exchange: '050-users-page', resource: 'users', needs: ['a deployment without other work'] },
  { exchange: '051-user-create-dormant-default', resource: 'users' },
  { exchange: '052-user-create-active', resource: 'users' },
];
