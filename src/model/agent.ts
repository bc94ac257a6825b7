/**
 * An agent of one build. Times are microseconds since the epoch and may lie ahead: what is still to come is decided
 * when the agent is made. Views compare them with the present; `agentState` does.
 */
export interface ModelAgent {
  readonly name: string;
  /** When the build that made it completed. */
  readonly createdUs: number;
  /** `null`: never. */
  readonly firstConnectedUs: number | null;
  readonly startedUs: number | null;
  /** End of its startup, failed or not. */
  readonly readyUs: number | null;
  /** Whether its startup fails, or has failed. */
  readonly failed: boolean;
  /** When the server noticed that it was gone. */
  readonly disconnectedUs: number | null;
  /** How long after its creation it counts as timed out unless it has connected; 0: never. */
  readonly timeoutUs: number;
}

/** An agent as the model itself changes it. */
export type AgentRecord = { -readonly [Key in keyof ModelAgent]: ModelAgent[Key] };

/** What an agent's record says at one moment. */
export interface AgentState {
  readonly status: 'connecting' | 'connected' | 'disconnected' | 'timeout';
  readonly lifecycle: 'created' | 'starting' | 'ready' | 'start_error' | 'off';
}

/** An agent's status and lifecycle at `nowUs` (Coder API contract, agents: connected and ready). */
export function agentState(agent: ModelAgent, nowUs: number): AgentState {
  return { status: statusAt(agent, nowUs), lifecycle: lifecycleAt(agent, nowUs) };
}

function statusAt(agent: ModelAgent, nowUs: number): AgentState['status'] {
  if (!hasCome(agent.firstConnectedUs, nowUs)) {
    const timedOut = agent.timeoutUs > 0 && nowUs - agent.createdUs >= agent.timeoutUs;
    return timedOut ? 'timeout' : 'connecting';
  }
  return hasCome(agent.disconnectedUs, nowUs) ? 'disconnected' : 'connected';
}

/** An agent whose workspace was stopped says `off` before it goes. */
function lifecycleAt(agent: ModelAgent, nowUs: number): AgentState['lifecycle'] {
  if (hasCome(agent.disconnectedUs, nowUs)) return 'off';
  if (hasCome(agent.readyUs, nowUs)) return agent.failed ? 'start_error' : 'ready';
  return hasCome(agent.startedUs, nowUs) ? 'starting' : 'created';
}

function hasCome(us: number | null, nowUs: number): boolean {
  return us !== null && us <= nowUs;
}
