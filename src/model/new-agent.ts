import type { AgentRecord } from './agent.js';
import { Concern, type ModelDraws } from './draws.js';
import { MAX_AGENTS } from './parameter-problems.js';
import type { AgentParameters } from './template.js';

/** Last word of an agent's process to the server's notice of its end; measured: "about 15 s". */
export const NOTICE_OF_END_US = 15_000_000;

/** A build that makes agents. */
export interface AgentMaker {
  /** Sequence of its job, the key of the draws. */
  readonly sequence: number;
  /** Agents of stops never connect. */
  readonly isStart: boolean;
  /** When it completed, in microseconds since the epoch. */
  readonly createdUs: number;
}

/** The agent in place `i` of a build, with everything that is to come of it. */
export function newAgent(
  draws: ModelDraws,
  agents: AgentParameters,
  { sequence, isStart, createdUs }: AgentMaker,
  i: number,
): AgentRecord {
  const key = sequence * MAX_AGENTS + i;
  const connects = isStart && draws.uniform(Concern.agentNeverConnects, key) >= agents.neverConnectRate;
  const firstConnectedUs = createdUs + draws.durationUs(agents.connect, Concern.agentConnect, key);
  const startedUs = firstConnectedUs + draws.durationUs(agents.start, Concern.agentStart, key);
  const readyUs = startedUs + draws.durationUs(agents.startup, Concern.agentStartup, key);
  const ends = connects && agents.uptime !== null;
  const uptimeUs = ends ? draws.durationUs(agents.uptime, Concern.agentUptime, key) : 0;
  return {
    name: agents.names[i] ?? '',
    createdUs,
    firstConnectedUs: connects ? firstConnectedUs : null,
    startedUs: connects ? startedUs : null,
    readyUs: connects ? readyUs : null,
    failed: connects && draws.uniform(Concern.agentStartError, key) < agents.startErrorRate,
    disconnectedUs: ends ? readyUs + uptimeUs + NOTICE_OF_END_US : null,
    timeoutUs: agents.connectionTimeoutUs,
  };
}
