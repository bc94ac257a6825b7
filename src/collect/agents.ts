import type { WorkspaceAgent, WorkspaceBuild } from '../codersdk/index.js';
import type { AgentWait } from '../storm/index.js';

/** How far the agents of a build are that has succeeded; `agent` is the one that decides it. */
export type AgentsState =
  /** There are none, or none is waited for. */
  | { readonly kind: 'none' }
  | { readonly kind: 'usable' }
  | { readonly kind: 'waiting'; readonly phase: 'agent' | 'startup'; readonly agent: WorkspaceAgent }
  | { readonly kind: 'failed'; readonly phase: 'startup'; readonly agent: WorkspaceAgent };

/** Lifecycle states in which the startup scripts have not succeeded, and will not. `ready_at` is set all the same. */
const STARTUP_FAILED: ReadonlySet<string> = new Set(['start_error', 'start_timeout']);
/** Lifecycle states of an agent that has stopped, or is about to. */
const STOPPING: ReadonlySet<string> = new Set(['shutting_down', 'shutdown_timeout', 'shutdown_error', 'off']);

/** The agents that decide whether a workspace can be used: made by this start, and by no other agent. */
export function agentsOf(build: WorkspaceBuild): readonly WorkspaceAgent[] {
  if (build.transition !== 'start') return [];
  return build.agents.filter(
    (agent) => agent.parentId === null && agent.createdAt.us >= build.job.createdAt.us,
  );
}

/** Whether the startup scripts have succeeded; the agent may have gone since. */
export function becameReady(agent: Pick<WorkspaceAgent, 'readyAt' | 'lifecycleState'>): boolean {
  return agent.readyAt !== null && !STARTUP_FAILED.has(agent.lifecycleState);
}

/**
 * How far the agents of a build are. The first row that holds decides.
 *
 * | seen | state |
 * |---|---|
 * | no agent, or none is waited for | `none` |
 * | `ready` is waited for, and an agent's startup has failed, or it stopped before it was ready | `failed`, `startup` |
 * | an agent has not connected | `waiting`, `agent` |
 * | `ready` is waited for, and an agent is not | `waiting`, `startup` |
 * | anything else | `usable` |
 *
 * An agent that is disconnected may come back, and one that the server has given up (`timeout`) may still connect.
 */
export function agentsState(build: WorkspaceBuild, waitFor: AgentWait): AgentsState {
  const agents = agentsOf(build);
  if (waitFor === 'none' || agents.length === 0) return { kind: 'none' };
  const failed = waitFor === 'ready' ? agents.find(startupFailed) : undefined;
  if (failed !== undefined) return { kind: 'failed', phase: 'startup', agent: failed };
  const absent = agents.find((agent) => agent.firstConnectedAt === null);
  if (absent !== undefined) return { kind: 'waiting', phase: 'agent', agent: absent };
  const starting = waitFor === 'ready' ? agents.find((agent) => !becameReady(agent)) : undefined;
  return starting === undefined ? { kind: 'usable' } : { kind: 'waiting', phase: 'startup', agent: starting };
}

function startupFailed(agent: WorkspaceAgent): boolean {
  return (
    STARTUP_FAILED.has(agent.lifecycleState) || (agent.readyAt === null && STOPPING.has(agent.lifecycleState))
  );
}

/** What an agent was last seen to be, for people. */
export function describeAgent(agent: WorkspaceAgent): string {
  return `agent ${agent.name}: ${connectionOf(agent)}, lifecycle ${agent.lifecycleState || 'unknown'}`;
}

function connectionOf({ status, firstConnectedAt, disconnectedAt }: WorkspaceAgent): string {
  if (firstConnectedAt === null) {
    return status === 'timeout' ? 'never connected, given up by the server' : 'never connected';
  }
  const since = `connected ${firstConnectedAt.text}`;
  if (status !== 'disconnected') return since;
  return disconnectedAt === null
    ? `${since}, disconnected since`
    : `${since}, disconnected ${disconnectedAt.text}`;
}
