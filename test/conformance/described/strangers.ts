import type { World } from '../world.js';
import type { DescribedCase } from './described-case.js';
import type { Stage } from './stage.js';

/** Streams of what is another's, as a member asks for them. */
export function strangerCases(stage: Stage): readonly DescribedCase[] {
  const streamOf = (
    what: string,
    path: (world: World) => Promise<string>,
    over: 'websocket' | 'events' = 'websocket',
  ): DescribedCase => ({
    title: `${what} of another’s is not found`,
    resource: 'streams',
    status: 404,
    ...(over === 'websocket' ? { over } : {}),
    ask: async (world) => ({
      method: 'GET',
      path: `/api/v2/${await path(world)}`,
      token: (await stage.member(world)).token,
    }),
  });
  const workspace = async (world: World) => `workspaces/${(await stage.workspace(world)).id}`;
  return [
    streamOf('the event stream', async (world) => `${await workspace(world)}/watch`, 'events'),
    streamOf('the WebSocket', async (world) => `${await workspace(world)}/watch-ws`),
    streamOf('the agent’s stream', async (world) => `${await workspace(world)}/agent-connection-watch`),
    streamOf('the followed log', async (world) => {
      const { latest_build: build } = await stage.workspace(world);
      return `workspacebuilds/${build.id}/logs?follow`;
    }),
    {
      ...streamOf('the followed log of a dry run', async (world) => {
        const { active_version_id: version } = await stage.template(world, world.subject.templates.plain);
        const path = `templateversions/${version}/dry-run`;
        const { id } = await world.command<{ id: string }>('POST', `/${path}`, { workspace_name: 'x' });
        return `${path}/${id}/logs?follow`;
      }),
      needs: ['templates made for the suite'],
    },
  ];
}
