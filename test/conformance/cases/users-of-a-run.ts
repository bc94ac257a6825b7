import { randomUUID } from 'node:crypto';
import type { WorkspaceView } from '../world.js';
import type { Chapter } from './case.js';
import { randomLetters } from './names.js';

const PLAIN = 'f109d0f3-18a8-4a0f-b883-6da7669658ef';
const USER = '05d6d69c-25b8-4c29-ada4-ea054461fa93';
const WORKSPACE = '7963c476-82ca-4291-937d-80e322ee7331';
/** The mark of the run, in its users' full names. */
const RUN = '6ac9b531-3380-4ac0-ad52-f7762a414673';
const NOBODYS = '00000000-0000-4000-8000-000000000000';

/** Users that cannot sign in, found again by the mark of their run, and their workspaces by id. */
export const usersOfARun: Pick<Chapter, 'setUp' | 'cases'> = {
  setUp: async ({ correspondence }) => {
    correspondence.part('ogvv4v', randomLetters());
    correspondence.settleId(RUN, randomUUID());
  },
  cases: [
    { exchange: '122-user-create-login-none', resource: 'users' },
    {
      exchange: '123-users-by-full-name',
      resource: 'users',
      request: () => ({ path: `/api/v2/users?q=name:nineam-${RUN}` }),
    },
    {
      exchange: '124-workspaces-by-ids',
      resource: 'workspaces',
      before: async (world) => {
        const { correspondence } = world;
        const body = {
          template_id: correspondence.idOf(PLAIN),
          name: correspondence.translate('scaletest-ogvv4v-0'),
        };
        const path = `/users/${correspondence.idOf(USER)}/workspaces`;
        const { id } = await world.command<WorkspaceView>('POST', path, body);
        correspondence.settleId(WORKSPACE, id);
        await world.untilIdle(id);
        await world.command('POST', `/workspaces/${id}/builds`, { transition: 'stop' });
        await world.untilIdle(id);
      },
      request: () => ({ path: `/api/v2/workspaces?q=id:${WORKSPACE},${NOBODYS}` }),
    },
  ],
};
