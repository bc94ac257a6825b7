import type { WorkspaceView } from '../world.js';
import type { Chapter } from './case.js';

const PLAIN = 'f109d0f3-18a8-4a0f-b883-6da7669658ef';
const REAPED = {
  build: 'f7fd8b6e-f729-46d1-9ad7-74fc4c7237c5',
  /** Not in the recording: an id for the workspace of the build. */
  workspace: '00000000-0000-4000-8000-00000000aaaa',
};

/** A build waits for half an hour behind one that takes longer. */
export const reaper: Pick<Chapter, 'setUp' | 'cases'> = {
  setUp: async (world) => {
    const template_id = world.correspondence.idOf(PLAIN);
    await world.command('POST', '/users/me/workspaces', { template_id, name: 'long' });
    const waiting = await world.command<WorkspaceView>('POST', '/users/me/workspaces', {
      template_id,
      name: 'waiting',
    });
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
    },
  ],
};
