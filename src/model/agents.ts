import type { BuildRecord } from './build.js';
import { EventKind } from './event-heap.js';
import { type ModelParts, recordOf, templateOf } from './model-state.js';
import { NOTICE_OF_END_US, newAgent } from './new-agent.js';
import { tellWorkspace } from './publish.js';
import type { WorkspaceRecord } from './workspace.js';

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
    const { draws, state } = this.#parts;
    const made = { sequence: build.sequence, isStart: build.transition === 'start', createdUs: state.nowUs };
    build.agents = agents.names.map((_, i) => newAgent(draws, agents, made, i));
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
