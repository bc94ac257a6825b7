import { afterEach, describe, expect, it } from 'vitest';
import type { DeploymentOptions } from '../../../src/embedded/index.js';
import { type Served, serve } from './serve.js';

const ROOT = '/api/v2/workspaces';
const withAgent: Partial<DeploymentOptions> = {
  templates: [
    {
      name: 'agent',
      agents: {
        names: ['main', 'side'],
        connect: { kind: 'constant', value: 2e6 },
        start: { kind: 'constant', value: 1e6 },
        startup: { kind: 'constant', value: 3e6 },
      },
    },
  ],
};

let served: Served | undefined;
const start = async (options?: Partial<DeploymentOptions>) => {
  served = await serve(options);
  return served;
};
afterEach(() => served?.close());

describe('agent-connection-watch', () => {
  it('tells what the build does, then how far the agent is, each once', async () => {
    const { t, watch } = await start(withAgent);
    const { id } = await t.createWorkspace('dev');
    const client = await watch(`${ROOT}/${id}/agent-connection-watch?agent_name=side`);
    await client.count(1);
    t.realClock.advanceBy(500);
    await client.count(2);
    t.realClock.advanceBy(600);
    await client.count(4);
    t.realClock.advanceBy(20_000);
    await client.count(6);
    const { resources } = (await t.expect(200, 'GET', `${ROOT}/${id}`)).body.latest_build;
    const agentId = resources[0].agents[1].id;
    expect(client.messages).toEqual([
      { error: null, build_update: { transition: 'start', job_status: 'pending' } },
      { error: null, build_update: { transition: 'start', job_status: 'running' } },
      { error: null, build_update: { transition: 'start', job_status: 'succeeded' } },
      { error: null, agent_update: { lifecycle: 'created', id: agentId } },
      { error: null, agent_update: { lifecycle: 'starting', id: agentId } },
      { error: null, agent_update: { lifecycle: 'ready', id: agentId } },
    ]);
  });

  it('ends with an error where there is no such agent', async () => {
    const { t, open } = await start(withAgent);
    const { id } = await t.createWorkspace('dev');
    t.realClock.advanceBy(2000);
    const client = open(`${ROOT}/${id}/agent-connection-watch?agent_name=other`);
    expect((await client.closed).code).toBe(1000);
    expect(client.messages[1]).toMatchObject({ error: { retryable: false } });
    expect(t.deployment.workspaceEvents.count).toBe(0);
  });

  it('tells to come again when the server stops', async () => {
    const { t, watch } = await start(withAgent);
    const { id } = await t.createWorkspace('dev');
    const client = await watch(`${ROOT}/${id}/agent-connection-watch`);
    await t.deployment.streams.closeAll(1000);
    await client.closed;
    expect(client.messages.at(-1)).toMatchObject({ error: { retryable: true } });
    expect(t.deployment.workspaceEvents.count).toBe(0);
  });
});
