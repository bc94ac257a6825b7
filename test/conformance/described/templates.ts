import type { World } from '../world.js';
import { type DescribedCase, expectThat } from './described-case.js';
import type { Stage } from './stage.js';

/** Templates with everything in them, and how they are made, changed and deleted. */
export function templateCases(stage: Stage): readonly DescribedCase[] {
  let made = '';
  const common = { resource: 'templates', needs: ['templates made for the suite'] } as const;
  const richVersion = async (world: World) =>
    `/api/v2/templateversions/${(await stage.template(world, 'rich')).active_version_id}`;
  const holds = (name: string) => (answer: { readonly body: unknown }) =>
    expectThat(JSON.stringify(answer.body).includes(`"${name}"`), answer.body);
  return [
    {
      title: 'GET rich-parameters lists parameters with options and limits',
      ...common,
      status: 200,
      ask: async (world) => ({ method: 'GET', path: `${await richVersion(world)}/rich-parameters` }),
      check: holds('cpus'),
    },
    {
      title: 'GET presets lists presets',
      ...common,
      status: 200,
      ask: async (world) => ({ method: 'GET', path: `${await richVersion(world)}/presets` }),
      check: holds('large'),
    },
    {
      title: 'GET variables lists variables',
      ...common,
      status: 200,
      ask: async (world) => ({ method: 'GET', path: `${await richVersion(world)}/variables` }),
      check: holds('image'),
    },
    {
      title: 'GET external-auth lists logins elsewhere',
      ...common,
      status: 200,
      ask: async (world) => ({ method: 'GET', path: `${await richVersion(world)}/external-auth` }),
      check: holds('forge'),
    },
    {
      title: 'PATCH of a version changes its message',
      ...common,
      status: 200,
      ask: async (world) => ({
        method: 'PATCH',
        path: await richVersion(world),
        body: { name: 'v2', message: 'renamed' },
      }),
      check: holds('renamed'),
    },
    {
      title: 'PATCH cancel of a dry run that nobody takes',
      ...common,
      status: 200,
      ask: async (world) => {
        const version = (await stage.template(world, 'nowhere')).active_version_id;
        const path = `/templateversions/${version}/dry-run`;
        const { id } = await world.command<{ id: string }>('POST', path, { workspace_name: 'x' });
        return { method: 'PATCH', path: `/api/v2${path}/${id}/cancel` };
      },
    },
    {
      title: 'POST templates makes a template',
      ...common,
      status: 201,
      ask: async (world) => ({
        method: 'POST',
        path: '/api/v2/organizations/default/templates',
        body: {
          name: `made-${stage.letters}`,
          template_version_id: (await stage.template(world, 'plain')).active_version_id,
        },
      }),
      check: ({ body }) => {
        made = (body as { id: string }).id;
      },
    },
    {
      title: 'PATCH of a template changes its description',
      ...common,
      status: 200,
      ask: () => ({ method: 'PATCH', path: `/api/v2/templates/${made}`, body: { description: 'changed' } }),
      check: holds('changed'),
    },
    {
      title: 'DELETE of a template',
      ...common,
      status: 200,
      ask: () => ({ method: 'DELETE', path: `/api/v2/templates/${made}` }),
    },
    {
      title: 'a deleted template is not found',
      ...common,
      status: 404,
      ask: () => ({ method: 'GET', path: `/api/v2/templates/${made}` }),
    },
  ];
}
