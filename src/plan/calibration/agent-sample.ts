import { type AgentParameters, measuredAgents } from '../../model/index.js';
import type { Distribution } from '../../stats/index.js';
import type { ObservedBuild } from './observed-build.js';

/** What agents of start builds did. */
export interface AgentSample {
  readonly agents: AgentParameters;
  /** Agents that became ready, or failed in their startup; 0: their times are the model's default. */
  readonly n: number;
  /** Agents that connected, ready or not. */
  readonly connected: number;
  /** Agents that the server gave up waiting for. */
  readonly neverConnected: number;
  /** Agents of whom nothing was known yet. */
  readonly unknown: number;
  /** Times that were recorded the wrong way round, and counted as 0: an agent reports by its own clock. */
  readonly negative: number;
}

/**
 * The agents' times where a start build has succeeded and its agents were read.
 * @returns `null` when the builds made no agents.
 */
export function agentSample(builds: readonly ObservedBuild[]): AgentSample | null {
  const connectUs: number[] = [];
  const startUs: number[] = [];
  const startupUs: number[] = [];
  const nameLists = new Map<string, number>();
  let [negative, startErrors, neverConnected, connected, unknown] = [0, 0, 0, 0, 0];
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
      if (firstConnectedUs === null) {
        if (agent.timedOut) neverConnected += 1;
        else unknown += 1;
        continue;
      }
      connected += 1;
      if (startedUs === null || readyUs === null) continue;
      if (agent.startError) startErrors += 1;
      push(connectUs, completedUs, firstConnectedUs);
      push(startUs, firstConnectedUs, startedUs);
      push(startupUs, startedUs, readyUs);
    }
  }
  if (nameLists.size === 0) return null;
  const n = connectUs.length;
  const seen = {
    ...measuredAgents(mostCommon(nameLists)),
    neverConnectRate: neverConnected === 0 ? 0 : neverConnected / (connected + neverConnected),
  };
  const times = {
    connect: empirical(connectUs),
    start: empirical(startUs),
    startup: empirical(startupUs),
    startErrorRate: startErrors / n,
  };
  return { agents: n === 0 ? seen : { ...seen, ...times }, n, connected, neverConnected, unknown, negative };
}

/** Builds of several templates have agents of several names; the model wants one list. */
function mostCommon(lists: ReadonlyMap<string, number>): readonly string[] {
  const [most] = [...lists].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  return most === undefined ? [] : (JSON.parse(most[0]) as readonly string[]);
}

/** As many as the model keeps apart. */
const MAX_AGENTS = 16;

/** Observed times as a distribution. */
export function empirical(us: readonly number[]): Distribution {
  return { kind: 'empirical', sortedValues: [...us].sort((a, b) => a - b) };
}
