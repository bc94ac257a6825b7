import type { WorkspaceView, World } from '../world.js';
import type { Chapter } from './case.js';

const RECORDED = {
  workspace: '972340ce-0036-461c-ab04-28c2d2d43210',
  build: 'eb0c0f67-dd54-460e-b61b-32a9607f1978',
};

interface WithAgents {
  readonly latest_build: {
    readonly resources: readonly { readonly agents?: readonly { readonly lifecycle_state: string }[] }[];
  };
}

async function untilAgentIs(world: World, state: string): Promise<void> {
  const id = world.correspondence.idOf(RECORDED.workspace);
  await world.untilTrue(`an agent that is ${state}`, async () => {
    const { latest_build } = await world.read<WithAgents>(`/workspaces/${id}`);
    return latest_build.resources.some((resource) =>
      resource.agents?.some((agent) => agent.lifecycle_state === state),
    );
  });
}

/** An agent connects, gets ready, and is gone. */
export const agents: Pick<Chapter, 'setUp' | 'cases'> = {
  setUp: async (world) => {
    const body = {
      template_id: world.correspondence.idOf('956eaea1-c353-4e91-a583-3a52c096fd3f'),
      name: 'agentws',
    };
    const created = await world.command<WorkspaceView>('POST', '/users/me/workspaces', body);
    world.correspondence.settleId(RECORDED.workspace, created.id);
    world.correspondence.settleId(RECORDED.build, created.latest_build.id);
    await world.untilIdle(created.id);
  },
  cases: [
    {
      exchange: '100-workspace-agent-ready',
      resource: 'workspaces',
      before: (world) => untilAgentIs(world, 'ready'),
    },
    { exchange: '101-build-timings-agent', resource: 'builds' },
    {
      exchange: '102-workspace-agent-gone',
      resource: 'workspaces',
      before: (world) => untilAgentIs(world, 'off'),
    },
  ],
};
