import type { AgentParameters } from '../../model/index.js';
import type { Distribution } from '../../stats/index.js';
import type { ObservedBuild } from './observed-build.js';

/** What agents of start builds did. */
export interface AgentSample {
  readonly agents: AgentParameters;
  /** Agents whose connection was seen. */
  readonly n: number;
  /** Times that were recorded the wrong way round, and counted as 0: an agent reports by its own clock. */
  readonly negative: number;
}

/**
 * The agents' times where a start build has succeeded and its agents were read.
 * @returns `null` when no agent was seen to become ready, or to fail in its startup.
 */
export function agentSample(builds: readonly ObservedBuild[]): AgentSample | null {
  const connectUs: number[] = [];
  const startUs: number[] = [];
  const startupUs: number[] = [];
  const nameLists = new Map<string, number>();
  let [negative, startErrors, neverConnected, seen] = [0, 0, 0, 0];
  const push = (into: number[], fromUs: number, untilUs: number): void => {
    if (untilUs < fromUs) negative += 1;
    into.push(Math.max(0, untilUs - fromUs));
  };
  for (const { agents, completedUs, jobStatus, transition } of builds) {
    if (transition !== 'start' || jobStatus !== 'succeeded' || completedUs === null) continue;
    const names = agents.map(({ name }) => name).sort();
    if (names.length > 0) {
      const list = JSON.stringify(names.slice(0, MAX_AGENTS));
      nameLists.set(list, (nameLists.get(list) ?? 0) + 1);
    }
    for (const agent of agents) {
      const { firstConnectedUs, readyUs, startedUs } = agent;
      if (agent.timedOut && firstConnectedUs === null) neverConnected += 1;
      if (firstConnectedUs === null) continue;
      if (startedUs === null || readyUs === null) continue;
      seen += 1;
      if (agent.startError) startErrors += 1;
      push(connectUs, completedUs, firstConnectedUs);
      push(startUs, firstConnectedUs, startedUs);
      push(startupUs, startedUs, readyUs);
    }
  }
  if (seen === 0) return null;
  return {
    n: seen,
    negative,
    agents: {
      names: mostCommon(nameLists),
      connect: empirical(connectUs),
      start: empirical(startUs),
      startup: empirical(startupUs),
      uptime: null,
      startErrorRate: startErrors / seen,
      neverConnectRate: neverConnected / (seen + neverConnected),
      connectionTimeoutUs: CONNECTION_TIMEOUT_US,
    },
  };
}

/** Builds of several templates have agents of several names; the model wants one list. */
function mostCommon(lists: ReadonlyMap<string, number>): readonly string[] {
  const [most] = [...lists].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  return most === undefined ? [] : (JSON.parse(most[0]) as readonly string[]);
}

/** As many as the model keeps apart. */
const MAX_AGENTS = 16;
/** What templates commonly say; it bounds how long is waited for an agent that never connects. */
const CONNECTION_TIMEOUT_US = 120_000_000;

/** Observed times as a distribution. */
export function empirical(us: readonly number[]): Distribution {
  return { kind: 'empirical', sortedValues: [...us].sort((a, b) => a - b) };
}
