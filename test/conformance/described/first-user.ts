import { type DescribedCase, expectThat } from './described-case.js';

/** A deployment that nobody has used yet. */
export function firstUserCases(): readonly DescribedCase[] {
  const common = { resource: 'users', needs: ['a deployment without users'] } as const;
  const path = '/api/v2/users/first';
  const login = { email: 'first@example.com', password: 'S0mePassw0rd!x' };
  return [
    {
      title: 'GET users/first tells that there is none',
      ...common,
      status: 404,
      ask: () => ({ method: 'GET', path, token: null }),
    },
    {
      title: 'POST users/first makes the owner',
      ...common,
      status: 201,
      ask: () => ({ method: 'POST', path, token: null, body: { ...login, username: 'first' } }),
    },
    {
      title: 'the first user can sign in',
      ...common,
      status: 201,
      ask: () => ({ method: 'POST', path: '/api/v2/users/login', token: null, body: login }),
      check: ({ body }) => expectThat(Object.keys(body as object).join() === 'session_token', body),
    },
  ];
}
