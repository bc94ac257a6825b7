import { type DescribedCase, expectThat } from './described-case.js';

const NOT_CODERS = 'it is not Coder’s: what only an imitation has';

/** The deployment itself, and what it has that the recorded server had not. */
export function deploymentCases(): readonly DescribedCase[] {
  const resource = 'deployment';
  const prebuilds = 'the free edition has no such route, and `coder exp scaletest cleanup` stops there';
  return [
    {
      title: 'GET deployment/config tells the settings',
      resource,
      status: 200,
      ask: () => ({ method: 'GET', path: '/api/v2/deployment/config' }),
    },
    {
      title: 'GET prebuilds/settings',
      resource,
      status: 200,
      onPurpose: prebuilds,
      ask: () => ({ method: 'GET', path: '/api/v2/prebuilds/settings' }),
    },
    {
      title: 'PUT prebuilds/settings',
      resource,
      status: 200,
      onPurpose: prebuilds,
      ask: () => ({
        method: 'PUT',
        path: '/api/v2/prebuilds/settings',
        body: { reconciliation_paused: true },
      }),
    },
    {
      title: 'GET notifications/settings',
      resource,
      status: 200,
      ask: () => ({ method: 'GET', path: '/api/v2/notifications/settings' }),
      check: ({ body }) =>
        expectThat(/^\{"notifier_paused":(true|false)\}$/.test(JSON.stringify(body)), body),
    },
    {
      title: 'a body of more than a mebibyte',
      resource,
      status: 413,
      onPurpose: 'a Coder server reads bodies of any length; this one cannot be made to fill the memory',
      ask: () => ({ method: 'POST', path: '/api/v2/users', body: { username: 'x'.repeat(1_100_000) } }),
    },
    {
      title: 'GET openapi.json describes the routes',
      resource,
      status: 200,
      onPurpose: NOT_CODERS,
      ask: () => ({ method: 'GET', path: '/api/v2/openapi.json' }),
    },
    {
      title: 'GET nineam/v1/clock tells the deployment’s clock',
      resource,
      status: 200,
      onPurpose: NOT_CODERS,
      ask: () => ({ method: 'GET', path: '/nineam/v1/clock' }),
    },
    {
      title: 'GET buildinfo tells the clock in the header X-Nineam-Clock',
      resource,
      status: 200,
      onPurpose: NOT_CODERS,
      ask: () => ({ method: 'GET', path: '/api/v2/buildinfo' }),
      check: ({ headers }) => expectThat(headers.has('x-nineam-clock'), [...headers]),
    },
  ];
}
