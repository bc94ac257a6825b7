import type { AgentRecord } from './agent.js';
import type { BuildRecord } from './build.js';
import { Concern } from './draws.js';
import { EventKind } from './event-heap.js';
import { type ModelParts, recordOf, templateOf } from './model-state.js';
import { MAX_AGENTS } from './parameter-problems.js';
import { tellWorkspace } from './publish.js';
import type { AgentParameters } from './template.js';
import type { WorkspaceRecord } from './workspace.js';

/** Last word of an agent's process to the server's notice of its end; measured: "about 15 s". */
const NOTICE_OF_END_US = 15_000_000;

/** The agents of workspaces, from the completion of the build that makes them to that of the next. */
export class Agents {
  readonly #parts: ModelParts;

  constructor(parts: ModelParts) {
    this.#parts = parts;
  }

  /** A build has succeeded: the workspace's agents of before are gone, and its own take their place. */
  replace(workspace: WorkspaceRecord, build: BuildRecord): void {
    if (workspace.agentsOf !== null) this.#end(workspace.agentsOf);
    workspace.agentsOf = null;
    const { agents } = templateOf(this.#parts, workspace);
    if (agents === null || build.transition === 'delete') return;
    build.agents = agents.names.map((name, i) => this.#make(agents, name, build, i));
    workspace.agentsOf = build;
    if (this.#parts.parameters.publishes === 'everything') this.#foretell(build);
  }

  /** Something that was foretold of an agent happens now, unless the agents are gone. */
  changes(sequence: number): void {
    const { state } = this.#parts;
    const build = recordOf(state.builds, sequence, 'job');
    const workspace = recordOf(state.workspaces, build.workspace, 'workspace');
    if (workspace.agentsOf !== build || state.nowUs < state.upUs) return;
    tellWorkspace(this.#parts, workspace.handle);
  }

  #make(agents: AgentParameters, name: string, build: BuildRecord, i: number): AgentRecord {
    const { draws, state } = this.#parts;
    const key = build.sequence * MAX_AGENTS + i;
    const createdUs = state.nowUs;
    const connects =
      build.transition === 'start' &&
      draws.uniform(Concern.agentNeverConnects, key) >= agents.neverConnectRate;
    const firstConnectedUs = createdUs + draws.durationUs(agents.connect, Concern.agentConnect, key);
    const startedUs = firstConnectedUs + draws.durationUs(agents.start, Concern.agentStart, key);
    const readyUs = startedUs + draws.durationUs(agents.startup, Concern.agentStartup, key);
    const ends = connects && agents.uptime !== null;
    const uptimeUs = ends ? draws.durationUs(agents.uptime, Concern.agentUptime, key) : 0;
    return {
      name,
      createdUs,
      firstConnectedUs: connects ? firstConnectedUs : null,
      startedUs: connects ? startedUs : null,
      readyUs: connects ? readyUs : null,
      failed: connects && draws.uniform(Concern.agentStartError, key) < agents.startErrorRate,
      disconnectedUs: ends ? readyUs + uptimeUs + NOTICE_OF_END_US : null,
      timeoutUs: agents.connectionTimeoutUs,
    };
  }

  #end(build: BuildRecord): void {
    const { nowUs } = this.#parts.state;
    const past = (us: number | null) => (us !== null && us <= nowUs ? us : null);
    for (const agent of build.agents) {
      agent.firstConnectedUs = past(agent.firstConnectedUs);
      agent.startedUs = past(agent.startedUs);
      agent.readyUs = past(agent.readyUs);
      agent.disconnectedUs = past(agent.disconnectedUs);
      if (agent.firstConnectedUs !== null) agent.disconnectedUs ??= nowUs + NOTICE_OF_END_US;
    }
  }

  #foretell(build: BuildRecord): void {
    const { events } = this.#parts;
    for (const agent of build.agents) {
      const { createdUs, disconnectedUs, firstConnectedUs, readyUs, startedUs, timeoutUs } = agent;
      const timeOutUs = createdUs + timeoutUs;
      const timesOut = timeoutUs > 0 && (firstConnectedUs ?? Number.POSITIVE_INFINITY) > timeOutUs;
      for (const us of [timesOut ? timeOutUs : null, firstConnectedUs, startedUs, readyUs, disconnectedUs]) {
        if (us !== null) events.push(us, EventKind.agentChanges, build.sequence);
      }
    }
  }
}
