import type { WorkspaceView, World } from '../world.js';
import { type DescribedCase, expectThat } from './described-case.js';
import type { Stage } from './stage.js';

/** What is done with workspaces and builds beside what was recorded. */
export function workspaceCases(stage: Stage): readonly DescribedCase[] {
  const resource = 'workspaces';
  let chosen: WorkspaceView | undefined;
  const itself = async (world: World) => `/api/v2/workspaces/${(await stage.workspace(world)).id}`;
  return [
    {
      title: 'POST members/{user}/workspaces makes a workspace as the newer path does',
      resource,
      status: 201,
      needs: ['templates made for the suite'],
      ask: async (world) => ({
        method: 'POST',
        path: '/api/v2/organizations/default/members/me/workspaces',
        body: {
          template_id: (await stage.template(world, 'rich')).id,
          name: `chosen-${stage.letters}`,
          rich_parameter_values: [{ name: 'region', value: 'us' }],
        },
      }),
      check: async ({ body }, world) => {
        chosen = body as WorkspaceView;
        await world.untilIdle(chosen.id);
      },
    },
    {
      title: 'GET parameters of a build shows what was chosen',
      resource: 'builds',
      status: 200,
      needs: ['templates made for the suite'],
      ask: () => ({ method: 'GET', path: `/api/v2/workspacebuilds/${chosen?.latest_build.id}/parameters` }),
      check: ({ body }) => {
        const values = body as { name: string; value: string }[];
        expectThat(
          values.some(({ name, value }) => name === 'region' && value === 'us'),
          body,
        );
      },
    },
    {
      title: 'GET timings of a workspace shows its latest build’s',
      resource,
      status: 200,
      ask: async (world) => ({ method: 'GET', path: `${await itself(world)}/timings` }),
    },
    {
      title: 'GET of a build names the provisioner that did it',
      resource: 'builds',
      status: 200,
      ask: async (world) => {
        const { latest_build: build } = await stage.workspace(world);
        return { method: 'GET', path: `/api/v2/workspacebuilds/${build.id}` };
      },
      check: async ({ body }, world) => {
        const { job } = body as { job: { worker_id: string } };
        const path = '/organizations/default/provisionerdaemons?offline=true';
        const rows = await world.read<readonly { id: string }[]>(path);
        expectThat(
          rows.some(({ id }) => id === job.worker_id),
          job,
        );
      },
    },
    {
      title: 'PUT autoupdates',
      resource,
      status: 204,
      ask: async (world) => ({
        method: 'PUT',
        path: `${await itself(world)}/autoupdates`,
        body: { automatic_updates: 'always' },
      }),
    },
    {
      title: 'PUT dormant puts a workspace to sleep',
      resource,
      status: 200,
      ask: async (world) => ({
        method: 'PUT',
        path: `${await itself(world)}/dormant`,
        body: { dormant: true },
      }),
      check: ({ body }) => expectThat((body as { dormant_at: string | null }).dormant_at !== null, body),
    },
    {
      title: 'PATCH with the name that it has',
      resource,
      status: 204,
      ask: async (world) => ({
        method: 'PATCH',
        path: await itself(world),
        body: { name: `scaletest-${stage.letters}` },
      }),
    },
    {
      title: 'PATCH with another name is refused unless renaming is allowed',
      resource,
      status: 400,
      ask: async (world) => ({ method: 'PATCH', path: await itself(world), body: { name: 'renamed' } }),
    },
    {
      title: 'cancel refuses an expectation that is none',
      resource: 'builds',
      status: 400,
      ask: async (world) => {
        const { latest_build: build } = await stage.workspace(world);
        return { method: 'PATCH', path: `/api/v2/workspacebuilds/${build.id}/cancel?expect_status=canceled` };
      },
    },
    {
      title: 'cancel of a build in another state than expected',
      resource: 'builds',
      status: 412,
      needs: ['builds that take a while'],
      ask: async (world) => {
        const { id } = await stage.workspace(world);
        const build = await world.command<{ id: string }>('POST', `/workspaces/${id}/builds`, {
          transition: 'start',
        });
        await world.untilBuild(id, 'the start', ({ job }) => job.status === 'running');
        return { method: 'PATCH', path: `/api/v2/workspacebuilds/${build.id}/cancel?expect_status=pending` };
      },
    },
    {
      title: 'watch-all without a handshake',
      resource: 'streams',
      status: 426,
      ask: () => ({ method: 'GET', path: '/api/experimental/watch-all-workspacebuilds' }),
    },
  ];
}
