import type { WorkspaceAgent, WorkspaceBuild } from '../../codersdk/index.js';
import { agentsOf, agentsState, becameReady } from '../../collect/index.js';
import type { AgentWait } from '../../storm/index.js';
import type { Instant } from '../../time/index.js';

/** How long the agents of a build that succeeded took, in milliseconds that are whole microseconds. */
export interface AgentTimes {
  /** Build completed → the last agent first connected; `null` where that is not waited for or has not happened. */
  readonly agentMs: number | null;
  /** The last agent connected → the last one ready; `null` as above. */
  readonly startupMs: number | null;
  /** When a developer could work: the end of the last phase that is waited for; `null` until then. */
  readonly usableTime: Instant | null;
  /** An agent is recorded as connected before the build had completed, or as ready before it connected. */
  readonly negativeAgentInterval: boolean;
}

/** The agent phases of a build that has not succeeded. */
export const NO_AGENT_TIMES: AgentTimes = {
  agentMs: null,
  startupMs: null,
  usableTime: null,
  negativeAgentInterval: false,
};

/**
 * The phases after the end of a build. Agents report their startup by clocks of their own, so that one may be "ready"
 * before it has connected: such an interval counts as zero and the next one from its end, which keeps the sum.
 */
export function agentTimes(build: WorkspaceBuild, waitFor: AgentWait): AgentTimes {
  const completed = build.job.completedAt;
  if (completed === null || build.job.status !== 'succeeded') return NO_AGENT_TIMES;
  const state = agentsState(build, waitFor);
  if (state.kind === 'none') return { ...NO_AGENT_TIMES, usableTime: completed };
  const agents = agentsOf(build);
  const connectedAt = lastConnected(agents);
  if (connectedAt === null) return NO_AGENT_TIMES;
  const connected = later(completed, connectedAt);
  const phases = {
    ...NO_AGENT_TIMES,
    agentMs: (connected.us - completed.us) / 1000,
    negativeAgentInterval: connectedAt.us < completed.us,
  };
  if (state.kind !== 'usable') return phases;
  const readyAt = waitFor === 'ready' ? lastReady(agents) : null;
  if (readyAt === null) return { ...phases, usableTime: connected };
  const ready = later(connected, readyAt);
  return {
    ...phases,
    startupMs: (ready.us - connected.us) / 1000,
    usableTime: ready,
    negativeAgentInterval: phases.negativeAgentInterval || readyAt.us < connectedAt.us,
  };
}

/** When the last agent first connected; `null` while one has not, and where there is none. */
export function lastConnected(agents: readonly Pick<WorkspaceAgent, 'firstConnectedAt'>[]): Instant | null {
  return lastOf(agents.map((agent) => agent.firstConnectedAt));
}

/** When the last agent became ready; `null` while one is not, and where there is none. */
export function lastReady(
  agents: readonly Pick<WorkspaceAgent, 'readyAt' | 'lifecycleState'>[],
): Instant | null {
  return lastOf(agents.map((agent) => (becameReady(agent) ? agent.readyAt : null)));
}

function lastOf(instants: readonly (Instant | null)[]): Instant | null {
  let last: Instant | null = null;
  for (const instant of instants) {
    if (instant === null) return null;
    last = last === null ? instant : later(last, instant);
  }
  return last;
}

function later(a: Instant, b: Instant): Instant {
  return b.us > a.us ? b : a;
}
