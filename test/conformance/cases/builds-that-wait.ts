import type { WorkspaceView, World } from '../world.js';
import type { Chapter } from './case.js';
import { expectRowsInOrder, whicheverProvisioner } from './daemon-rows.js';

const PLAIN = 'f109d0f3-18a8-4a0f-b883-6da7669658ef';
/** The workspace whose build runs, and the one whose build waits. */
const RUNNING = { id: 'f17081ce-bc25-4304-8c32-2dd2657f6300', build: 'cced8f47-f5b5-407e-9349-f701b7690278' };
const WAITING = { id: '51dafd1b-7b6f-4955-9733-a77410c99563', build: 'bb150724-005e-4a39-92f8-61114cd757ab' };

/** A workspace's first build has the only provisioner that is left. */
async function occupyTheProvisioner(world: World): Promise<void> {
  const body = { template_id: world.correspondence.idOf(PLAIN), name: 'slow1' };
  const created = await world.command<WorkspaceView>('POST', '/users/me/workspaces', body);
  world.correspondence.settleId(RUNNING.id, created.id);
  world.correspondence.settleId(RUNNING.build, created.latest_build.id);
  await world.untilBuild(created.id, 'the start', ({ job }) => job.status === 'running');
}

/** One build runs, another waits; both are canceled. */
export const buildsThatWait: Pick<Chapter, 'setUp' | 'cases'> = {
  setUp: occupyTheProvisioner,
  cases: [
    {
      exchange: '108-workspace-create-queued',
      resource: 'workspaces',
      request: () => ({ body: { template_id: PLAIN, name: 'slow2' } }),
    },
    { exchange: '109-workspace-running-job', resource: 'workspaces' },
    { exchange: '110-workspace-pending-job', resource: 'workspaces' },
    {
      exchange: '111-provisionerdaemons-busy',
      resource: 'provisioners',
      leeway: whicheverProvisioner,
      after: (_, { body }) => expectRowsInOrder(body),
    },
    { exchange: '112-provisionerjobs-pending', resource: 'provisioners' },
    {
      exchange: '113-cancel-pending',
      resource: 'builds',
      request: () => ({ path: `/api/v2/workspacebuilds/${WAITING.build}/cancel` }),
    },
    { exchange: '114-workspace-canceled-pending', resource: 'workspaces' },
    {
      exchange: '115-workspace-canceling',
      resource: 'workspaces',
      before: async (world) => {
        const build = world.correspondence.idOf(RUNNING.build);
        await world.command('PATCH', `/workspacebuilds/${build}/cancel`);
      },
    },
    {
      exchange: '116-workspace-after-cancel',
      resource: 'workspaces',
      before: async (world) => {
        await world.untilIdle(world.correspondence.idOf(RUNNING.id));
      },
    },
    {
      exchange: '117-cancel-finished',
      resource: 'builds',
      request: () => ({ path: `/api/v2/workspacebuilds/${RUNNING.build}/cancel` }),
    },
    {
      exchange: '118-build-delete-orphan',
      resource: 'builds',
      request: () => ({ path: `/api/v2/workspaces/${WAITING.id}/builds` }),
    },
  ],
};
