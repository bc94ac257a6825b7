import type { WorkspaceView } from '../world.js';
import type { Chapter } from './case.js';
import { timesOfLines } from './leeway.js';

/** A start fails in its apply step. */
export const failedBuild: Pick<Chapter, 'setUp' | 'cases'> = {
  setUp: async (world) => {
    const body = {
      template_id: world.correspondence.idOf('f109d0f3-18a8-4a0f-b883-6da7669658ef'),
      name: 'failws',
    };
    const created = await world.command<WorkspaceView>('POST', '/users/me/workspaces', body);
    world.correspondence.settleId('e5d98c01-64c9-4877-a307-9e8d545060d6', created.id);
    world.correspondence.settleId('4fcb9168-1720-4ba0-9766-5318f65c643e', created.latest_build.id);
    await world.untilIdle(created.id);
  },
  cases: [
    { exchange: '106-workspace-failed-start', resource: 'workspaces' },
    { exchange: '107-build-logs-failed', resource: 'builds', leeway: timesOfLines },
  ],
};
