import {
  type AgentState,
  agentState,
  jobStatus,
  type ModelAgent,
  type ModelBuild,
} from '../../model/index.js';
import { formatInstantUs } from '../../time/index.js';
import { type Deployment, SERVER_VERSION } from '../deployment.js';
import type { AgentJson } from '../schemas/agents.js';
import type { WorkspaceJson } from '../schemas/workspaces.js';

/** Agents that one build can have at most, so that no two have the same id. */
const AGENTS_PER_BUILD = 16;
/** How often a connected agent is seen (Coder API contract, agents). */
const SEEN_EVERY_US = 15e6;
/** The one relay that an agent of ours would measure, with the latency that was recorded. */
const LATENCY: NonNullable<AgentJson['latency']> = {
  'Coder Embedded Relay': { preferred: true, latency_ms: 0.297334 },
};

/** Id of a build's agent by its place among them. */
export function agentId(deployment: Deployment, build: ModelBuild, place: number): string {
  return deployment.identities.of('agent', build.sequence * AGENTS_PER_BUILD + place);
}

/**
 * The agents of a build in Coder's JSON, as they are at `nowUs`. None once a later build has succeeded: its agents have
 * taken their place (recorded so of builds by number and of lists).
 */
export function agentsJson(deployment: Deployment, build: ModelBuild, nowUs: number): AgentJson[] {
  if (isSuperseded(deployment, build)) return [];
  const resourceId = deployment.identities.of('resource', build.sequence);
  return build.agents.map((agent, place) => ({
    ...agentTimes(agent, nowUs),
    ...agentJson(agent, agentState(agent, nowUs)),
    id: agentId(deployment, build, place),
    resource_id: resourceId,
  }));
}

function isSuperseded({ model }: Deployment, build: ModelBuild): boolean {
  const { builds } = model.workspace(build.workspace);
  return builds.slice(build.number).some((later) => jobStatus(later) === 'succeeded');
}

/**
 * What is said of a workspace's health: an agent of its latest build that is not as it should be makes it unhealthy,
 * also one that still connects, and those of a stop, which never will (recorded so).
 */
export function workspaceHealth(
  deployment: Deployment,
  latest: ModelBuild,
  nowUs: number,
): WorkspaceJson['health'] {
  const failing = latest.agents.flatMap((agent, place) =>
    healthOf(agentState(agent, nowUs)).healthy ? [] : [agentId(deployment, latest, place)],
  );
  return { healthy: failing.length === 0, failing_agents: failing };
}

/** An agent in Coder's JSON, without whose it is and without its times. */
export function agentJson(
  agent: ModelAgent,
  state: AgentState,
): Omit<AgentJson, 'id' | 'resource_id' | 'created_at' | 'updated_at'> {
  const hasConnected = state.status === 'connected' || state.status === 'disconnected';
  return {
    parent_id: null,
    status: state.status,
    lifecycle_state: state.lifecycle,
    name: agent.name,
    architecture: '',
    environment_variables: null,
    operating_system: '',
    logs_length: 0,
    logs_overflowed: false,
    version: hasConnected ? SERVER_VERSION : '',
    api_version: hasConnected ? '2.10' : '',
    apps: [],
    ...(state.status === 'connected' ? { latency: LATENCY } : {}),
    connection_timeout_seconds: Math.round(agent.timeoutUs / 1e6),
    troubleshooting_url: 'https://coder.com/docs/admin/templates/troubleshooting',
    subsystems: [],
    health: healthOf(state),
    display_apps: [],
    log_sources: [],
    scripts: [],
    startup_script_behavior: 'non-blocking',
  };
}

/** The times of an agent that have come by `nowUs`. */
function agentTimes(agent: ModelAgent, nowUs: number) {
  const { createdUs, disconnectedUs, firstConnectedUs, readyUs, startedUs } = agent;
  const hasCome = (us: number | null): us is number => us !== null && us <= nowUs;
  const goneUs = hasCome(disconnectedUs) ? disconnectedUs : null;
  const seenUs = hasCome(firstConnectedUs) ? lastSeenUs(firstConnectedUs, goneUs ?? nowUs) : null;
  return {
    created_at: formatInstantUs(createdUs),
    updated_at: formatInstantUs(goneUs ?? seenUs ?? createdUs),
    ...(hasCome(firstConnectedUs) ? { first_connected_at: formatInstantUs(firstConnectedUs) } : {}),
    ...(seenUs === null ? {} : { last_connected_at: formatInstantUs(seenUs) }),
    ...(goneUs === null ? {} : { disconnected_at: formatInstantUs(goneUs) }),
    ...(hasCome(startedUs) ? { started_at: formatInstantUs(startedUs) } : {}),
    ...(hasCome(readyUs) ? { ready_at: formatInstantUs(readyUs) } : {}),
  };
}

function lastSeenUs(firstUs: number, untilUs: number): number {
  return untilUs - ((untilUs - firstUs) % SEEN_EVERY_US);
}

function healthOf({ lifecycle, status }: AgentState): AgentJson['health'] {
  const failing = (reason: string) => ({ healthy: false, reason });
  if (status === 'connecting') return failing('the agent has not connected yet');
  if (status === 'timeout') return failing('the agent takes too long to connect');
  if (lifecycle === 'off') return failing('the agent does not run');
  if (status === 'disconnected') return failing('the agent has lost its connection');
  if (lifecycle === 'start_error') return failing('the startup of the agent failed');
  return { healthy: true };
}
