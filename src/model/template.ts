import type { Distribution } from '../stats/index.js';
import type { Transition } from '../storm/index.js';
import type { ProvisionerTags } from './provisioner.js';

/** What becomes of the agents of one template's workspaces. Distributions are of microseconds. */
export interface AgentParameters {
  /** One agent each; from 1 to 16, all different. */
  readonly names: readonly string[];
  /** Build completed to agent first connected. */
  readonly connect: Distribution;
  /** First connected to its startup begun. */
  readonly start: Distribution;
  /** Startup begun to ready. */
  readonly startup: Distribution;
  /** Ready to the end of its process; `null`: it runs as long as its workspace. The server notices 15 s later. */
  readonly uptime: Distribution | null;
  /** Probability that the startup of an agent fails. */
  readonly startErrorRate: number;
  /** Probability that an agent never connects. */
  readonly neverConnectRate: number;
  /** How long after its creation an agent that has not connected counts as timed out; 0: never. */
  readonly connectionTimeoutUs: number;
}

/** What a template decides about the builds of its workspaces. */
export interface ModelTemplate {
  /** What a provisioner must have to run its builds. */
  readonly tags: ProvisionerTags;
  /** Whether its workspaces may be started by schedule at all. */
  readonly allowUserAutostart: boolean;
  /** On which weekdays they may, from Monday; seven. A weekday is that of the schedule's own time zone. */
  readonly autostartDays: readonly boolean[];
  /** How long after its end a failed start is stopped by the executor, in microseconds; `null`: never. */
  readonly failureTtlUs: number | null;
  /** `null`: its workspaces have no agents. */
  readonly agents: AgentParameters | null;
  /** `null`: the deployment's own. */
  readonly serviceTime: Readonly<Record<Transition, Distribution>> | null;
}

const MS = 1_000;
const SECOND = 1_000 * MS;

/** An untagged template without agents, autostarts on every day, failures stay, service times of the deployment. */
export const PLAIN_TEMPLATE: ModelTemplate = {
  tags: {},
  allowUserAutostart: true,
  autostartDays: [true, true, true, true, true, true, true],
  failureTtlUs: null,
  agents: null,
  serviceTime: null,
};

/**
 * Agents that behave like the one that was measured: first connected 2.13 s after the build's completion, 22 ms to the
 * startup's begin, 1.1 ms of startup (it had no script). One observation: medians as seen, and for the connection a p95
 * assumed to be double. The connection times out after 120 s, what templates commonly say (the measured one: never).
 */
export function measuredAgents(names: readonly string[]): AgentParameters {
  return {
    names,
    connect: { kind: 'lognormal', p50: 2_130 * MS, p95: 4_260 * MS },
    start: { kind: 'constant', value: 22 * MS },
    startup: { kind: 'constant', value: 1_100 },
    uptime: null,
    startErrorRate: 0,
    neverConnectRate: 0,
    connectionTimeoutUs: 120 * SECOND,
  };
}
