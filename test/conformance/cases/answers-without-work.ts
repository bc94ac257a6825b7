import type { Case } from './case.js';
import { expectRowsInOrder, whicheverProvisioner } from './daemon-rows.js';
import { namesOfResources, timesOfLines } from './leeway.js';

const unknownToken = `${'a'.repeat(10)}-${'b'.repeat(22)}`;

const deploymentCases: readonly Case[] = [
  { exchange: '001-healthz', resource: 'deployment' },
  { exchange: '002-buildinfo', resource: 'deployment', needs: ['the settings of the recorded server'] },
  { exchange: '003-unknown-route', resource: 'deployment' },
  {
    exchange: '004-no-token',
    resource: 'authentication',
  },
  {
    exchange: '005-malformed-token',
    resource: 'authentication',
    request: () => ({ authenticated: 'no', headers: { 'Coder-Session-Token': 'nonsense' } }),
  },
  {
    exchange: '006-unknown-token',
    resource: 'authentication',
    request: () => ({ authenticated: 'no', headers: { 'Coder-Session-Token': unknownToken } }),
  },
  { exchange: '007-me-bearer', resource: 'authentication' },
  { exchange: '008-me', resource: 'users' },
  { exchange: '009-experiments', resource: 'deployment', needs: ['the settings of the recorded server'] },
  {
    exchange: '010-entitlements-agpl',
    resource: 'deployment',
    needs: ['the settings of the recorded server'],
  },
  { exchange: '011-deployment-stats', resource: 'deployment', needs: ['a deployment without other work'] },
  { exchange: '012-organizations', resource: 'organizations', needs: ['a deployment without other work'] },
  { exchange: '013-organization', resource: 'organizations' },
  { exchange: '014-organization-default', resource: 'organizations' },
  { exchange: '015-organization-member-me', resource: 'organizations' },
];

const madeForUs = { resource: 'templates', needs: ['templates made for the suite'] } as const;

const templateCases: readonly Case[] = [
  { exchange: '016-org-templates', ...madeForUs },
  { exchange: '017-all-templates', ...madeForUs },
  { exchange: '018-template', ...madeForUs },
  { exchange: '019-template-by-name', ...madeForUs },
  { exchange: '020-template-missing', resource: 'templates' },
  { exchange: '021-template-bad-uuid', resource: 'templates' },
  { exchange: '022-templateversion', ...madeForUs },
  { exchange: '023-templateversion-rich-parameters', ...madeForUs },
  { exchange: '024-templateversion-external-auth', ...madeForUs },
  { exchange: '025-templateversion-variables', ...madeForUs },
  { exchange: '026-templateversion-presets', ...madeForUs },
  { exchange: '027-templateversion-resources', ...madeForUs, leeway: namesOfResources },
  { exchange: '028-dry-run-create', ...madeForUs },
  { exchange: '029-dry-run-matched-provisioners', ...madeForUs },
  {
    exchange: '030-dry-run',
    ...madeForUs,
    before: async (world) => {
      const { body } = world.answers.get('028-dry-run-create') ?? {};
      const { id } = body as { id: string };
      const version = world.correspondence.translate('652ad94e-f8c2-41c5-a213-c6d47c704e9d');
      await world.untilTrue('the end of the dry run', async () => {
        const job = await world.read<{ status: string }>(`/templateversions/${version}/dry-run/${id}`);
        return job.status === 'succeeded';
      });
    },
  },
  { exchange: '031-dry-run-resources', ...madeForUs, leeway: namesOfResources },
  { exchange: '032-dry-run-logs', ...madeForUs, leeway: timesOfLines },
];

const provisionerCases: readonly Case[] = [
  {
    exchange: '033-provisionerdaemons',
    resource: 'provisioners',
    needs: ['a deployment without other work'],
    leeway: whicheverProvisioner,
    after: (_, { body }) => expectRowsInOrder(body),
  },
  { exchange: '034-provisionerjobs', resource: 'provisioners', needs: ['a deployment without other work'] },
];

/** What a deployment tells before anybody has worked with it. */
export const answersWithoutWork: readonly Case[] = [
  ...deploymentCases,
  ...templateCases,
  ...provisionerCases,
];
