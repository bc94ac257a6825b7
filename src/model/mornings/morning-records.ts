import { ModelDraws } from '../draws.js';
import { newAgent } from '../new-agent.js';
import type { StormModelParameters } from '../parameters.js';
import { JobKind, JobState, type JobTable } from './job-table.js';

/** The jobs of some mornings, in the order of their creation; what `JobTable` says of its columns holds here. */
export interface MorningRecords {
  readonly jobs: Readonly<JobTable>;
  /** When the simulation ended, in microseconds since the epoch. */
  readonly endUs: number;
  /** Events that it took. */
  readonly events: number;
}

/** From when on the agents of a start are there, in microseconds since the epoch. */
export interface AgentTimes {
  /** When the last of them first connected; Infinity if one never does. */
  readonly connectedUs: number;
  /** When the last of them was ready; Infinity if one never is. */
  readonly readyUs: number;
  /** When the first of them failed to start; Infinity if none does. */
  readonly failedUs: number;
}

/**
 * A function that tells when the agents of a job of these records are there; they are its completion, without
 * a failure, where the template has none, and Infinity for a job that did not start its workspace.
 */
export function agentTimesOf(
  { jobs }: Pick<MorningRecords, 'jobs'>,
  { seed, templates }: Pick<StormModelParameters, 'seed' | 'templates'>,
): (job: number) => AgentTimes {
  const draws = new ModelDraws(seed);
  return (job) => {
    if (jobs.state[job] !== JobState.succeeded || jobs.kind[job] === JobKind.stop) return NEVER;
    const createdUs = jobs.completedUs[job] as number;
    const agents = templates[jobs.template[job] as number]?.agents ?? null;
    let connectedUs = createdUs;
    let readyUs = createdUs;
    let failedUs = Number.POSITIVE_INFINITY;
    if (agents === null) return { connectedUs, readyUs, failedUs };
    const made = { sequence: jobs.firstSequence + job, isStart: true, createdUs };
    for (let i = 0; i < agents.names.length; i++) {
      const agent = newAgent(draws, agents, made, i);
      connectedUs = Math.max(connectedUs, agent.firstConnectedUs ?? Number.POSITIVE_INFINITY);
      const ready = agent.failed ? null : agent.readyUs;
      readyUs = Math.max(readyUs, ready ?? Number.POSITIVE_INFINITY);
      if (agent.failed) failedUs = Math.min(failedUs, agent.readyUs ?? Number.POSITIVE_INFINITY);
    }
    return { connectedUs, readyUs, failedUs };
  };
}

const NEVER: AgentTimes = {
  connectedUs: Number.POSITIVE_INFINITY,
  readyUs: Number.POSITIVE_INFINITY,
  failedUs: Number.POSITIVE_INFINITY,
};
