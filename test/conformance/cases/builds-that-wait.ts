import type { WatchedSocket } from '../wire/web-socket.js';
import type { WorkspaceView, World } from '../world.js';
import type { Chapter } from './case.js';
import { expectRowsInOrder, whicheverProvisioner } from './daemon-rows.js';
import { expectSame, shownBy, toldOf, watchAll, watchOne } from './watching.js';

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

/** Who watches the two. */
interface Watchers {
  readonly all: WatchedSocket;
  readonly running: WatchedSocket;
  waiting?: WatchedSocket;
}

/** One build runs, another waits; both are canceled while somebody watches. */
export function buildsThatWait(): Pick<Chapter, 'setUp' | 'cases'> {
  let watchers: Watchers;
  const here = (world: World, { id }: { readonly id: string }) => world.correspondence.idOf(id);
  return {
    setUp: async (world) => {
      await occupyTheProvisioner(world);
      watchers = { all: await watchAll(world), running: await watchOne(world, here(world, RUNNING)) };
    },
    cases: [
      {
        exchange: '108-workspace-create-queued',
        resource: 'workspaces',
        request: () => ({ body: { template_id: PLAIN, name: 'slow2' } }),
        after: async (world) => {
          watchers.waiting = await watchOne(world, here(world, WAITING));
        },
      },
      { exchange: '109-workspace-running-job', resource: 'workspaces' },
      { exchange: '110-workspace-pending-job', resource: 'workspaces' },
      {
        exchange: '111-provisionerdaemons-busy',
        resource: 'provisioners',
        leeway: whicheverProvisioner,
        after: (_, { body }) => expectRowsInOrder(body),
      },
      {
        exchange: '112-provisionerjobs-pending',
        resource: 'provisioners',
      },
      {
        exchange: '113-cancel-pending',
        resource: 'builds',
        request: () => ({ path: `/api/v2/workspacebuilds/${WAITING.build}/cancel` }),
        after: async (world) => {
          const { all, waiting } = watchers;
          await all.untilMessage('the cancellation', () => toldOf(all, here(world, WAITING)).length > 0);
          await waiting!.untilMessage('it', () => shownBy(waiting!).includes('1 canceled'));
        },
      },
      { exchange: '114-workspace-canceled-pending', resource: 'workspaces' },
      {
        exchange: '115-workspace-canceling',
        resource: 'workspaces',
        // That both are told while the job is not yet over, the recorded answer shows.
        before: async (world) => {
          const { all, running } = watchers;
          await world.command('PATCH', `/workspacebuilds/${world.correspondence.idOf(RUNNING.build)}/cancel`);
          await all.untilMessage('the cancellation', () => toldOf(all, here(world, RUNNING)).length > 0);
          await running.untilMessage('it', () => shownBy(running).includes('1 canceling'));
        },
      },
      {
        exchange: '116-workspace-after-cancel',
        resource: 'workspaces',
        before: async (world) => {
          await world.untilIdle(here(world, RUNNING));
        },
        after: async (world) => {
          const { all, running, waiting } = watchers;
          await all.untilMessage('the end', () => toldOf(all, here(world, RUNNING)).length > 1);
          await running.untilMessage('it', () => shownBy(running).includes('1 failed'));
          expectSame('told of the running build', toldOf(all, here(world, RUNNING)), [
            '1 canceled',
            '1 failed',
          ]);
          expectSame('told of the waiting build', toldOf(all, here(world, WAITING)), ['1 canceled']);
          expectSame('shown of it', shownBy(waiting!), ['1 pending', '1 canceled']);
          expectSame('shown of the running build', shownBy(running), [
            '1 running',
            '1 canceling',
            '1 failed',
          ]);
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
}
