import type { WatchedSocket } from '../wire/web-socket.js';
import type { WorkspaceView } from '../world.js';
import type { Chapter } from './case.js';
import { expectSame, shownBy, toldOf, watchAll, watchOne } from './watching.js';

const PLAIN = 'f109d0f3-18a8-4a0f-b883-6da7669658ef';
const REAPED = {
  build: 'f7fd8b6e-f729-46d1-9ad7-74fc4c7237c5',
  /** Not in the recording: an id for the workspace of the build. */
  workspace: '00000000-0000-4000-8000-00000000aaaa',
};

/** A build waits for half an hour behind one that takes longer, and nobody is told what becomes of it. */
export function reaper(): Pick<Chapter, 'setUp' | 'cases'> {
  let long: WorkspaceView;
  let all: WatchedSocket;
  let one: WatchedSocket;
  return {
    setUp: async (world) => {
      const template_id = world.correspondence.idOf(PLAIN);
      const create = (name: string) =>
        world.command<WorkspaceView>('POST', '/users/me/workspaces', { template_id, name });
      all = await watchAll(world);
      long = await create('long');
      const waiting = await create('waiting');
      one = await watchOne(world, waiting.id);
      world.correspondence.settleId(REAPED.workspace, waiting.id);
      world.correspondence.settleId(REAPED.build, waiting.latest_build.id);
      await world.untilBuild(waiting.id, 'the reaping', ({ job }) => job.status !== 'pending');
    },
    cases: [
      {
        exchange: '121-job-reaped',
        resource: 'builds',
        part: (world, body) => {
          const id = world.correspondence.idOf(REAPED.workspace);
          const { workspaces } = body as { readonly workspaces: readonly WorkspaceView[] };
          return workspaces.find((workspace) => workspace.id === id)?.latest_build.job;
        },
        after: async (world) => {
          // What is told after it shows that it was not told.
          await world.command('PATCH', `/workspacebuilds/${long.latest_build.id}/cancel`);
          await all.untilMessage('the cancellation', () => toldOf(all, long.id).length > 0);
          expectSame('told of the reaping', toldOf(all, world.correspondence.idOf(REAPED.workspace)), []);
          expectSame('shown of it', shownBy(one), ['1 pending']);
        },
      },
    ],
  };
}
