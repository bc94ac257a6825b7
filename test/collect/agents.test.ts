import { describe, expect, it } from 'vitest';
import type { WorkspaceAgent, WorkspaceBuild } from '../../src/codersdk/index.js';
import { decodeWorkspace } from '../../src/codersdk/workspaces.js';
import { agentsOf, agentsState, describeAgent } from '../../src/collect/index.js';
import { recordedBody } from '../codersdk/exchange-fixtures.js';

const { latestBuild: READY } = decodeWorkspace(recordedBody('100-workspace-agent-ready'));
const { latestBuild: GONE } = decodeWorkspace(recordedBody('102-workspace-agent-gone'));
const [AGENT] = READY.agents;

function build(...agents: Partial<WorkspaceAgent>[]): WorkspaceBuild {
  return { ...READY, agents: agents.map((part) => ({ ...AGENT!, ...part })) };
}

const UNCONNECTED = {
  firstConnectedAt: null,
  readyAt: null,
  status: 'connecting',
  lifecycleState: 'created',
};
const STARTING = { readyAt: null, lifecycleState: 'starting' };

describe('agentsOf', () => {
  it('finds the agent of a recorded build', () => {
    expect(agentsOf(READY).map((agent) => agent.name)).toEqual(['main']);
  });

  it('leaves out agents of earlier builds, those that agents made, and those of stop builds', () => {
    const earlier = { createdAt: { us: READY.job.createdAt.us - 1, text: '' } };
    const atOnce = { createdAt: READY.job.createdAt };
    expect(agentsOf(build(earlier, atOnce, { parentId: 'a-1' }))).toHaveLength(1);
    expect(agentsOf({ ...READY, transition: 'stop' })).toEqual([]);
  });
});

describe('agentsState', () => {
  it.each([
    ['ready', 'usable', {}],
    ['connected', 'usable', STARTING],
    ['none', 'none', UNCONNECTED],
    ['connected', 'waiting', UNCONNECTED],
    ['ready', 'waiting', UNCONNECTED],
    ['ready', 'waiting', STARTING],
    ['ready', 'waiting', { ...UNCONNECTED, status: 'timeout' }],
    ['ready', 'waiting', { ...STARTING, status: 'disconnected' }],
    ['ready', 'failed', { lifecycleState: 'start_error' }],
    ['ready', 'failed', { lifecycleState: 'start_timeout' }],
    ['ready', 'failed', { readyAt: null, lifecycleState: 'off' }],
    ['connected', 'usable', { lifecycleState: 'start_error' }],
  ] as const)('waiting for %s, finds it %s: %j', (waitFor, kind, agent) => {
    expect(agentsState(build(agent), waitFor).kind).toBe(kind);
  });

  it('is decided by the last of several agents, and by the first that failed', () => {
    expect(agentsState(build({}, STARTING), 'ready')).toMatchObject({ kind: 'waiting', phase: 'startup' });
    expect(agentsState(build({}, STARTING, UNCONNECTED), 'ready')).toMatchObject({ phase: 'agent' });
    expect(agentsState(build(UNCONNECTED, { lifecycleState: 'start_error' }), 'ready').kind).toBe('failed');
  });

  it('takes an agent that was ready and has gone since for usable', () => {
    expect(agentsState(GONE, 'ready')).toEqual({ kind: 'usable' });
  });

  it('finds none in a build without agents', () => {
    expect(agentsState(build(), 'ready')).toEqual({ kind: 'none' });
  });
});

describe('describeAgent', () => {
  it('says that an agent is disconnected, and since when', () => {
    expect(describeAgent(agentsOf(GONE)[0]!)).toBe(
      'agent main: connected 2026-11-23T22:32:57.457405Z, disconnected 2026-11-23T22:33:22.417066Z, lifecycle off',
    );
  });
});
