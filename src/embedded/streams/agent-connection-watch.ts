import type { WebSocket } from 'ws';
import { agentState, jobStatus } from '../../model/index.js';
import type { Deployment } from '../deployment.js';
import type { WorkspaceRecord } from '../directory/workspaces.js';
import { encodeJson } from '../http/json.js';
import { agentId } from '../wire/agent.js';
import { DONE, ONE_WAY_STREAM } from './close-codes.js';
import { ServerSocket } from './server-socket.js';

/** What goes wrong on this stream, in words of ours: the contract knows the fields of an error only. */
const NO_SUCH_AGENT = {
  code: 'agent_not_found',
  retryable: false,
  message: 'The workspace has no agent of this name.',
};
const SERVER_STOPS = {
  code: 'server_shutdown',
  retryable: true,
  message: 'The server stops. Connect again.',
};

/**
 * Tells a client that waits for an agent what the workspace's latest build is doing and how far the agent is: the state
 * now, then every change. A started workspace without such an agent ends the stream with an error.
 *
 * @param agentName - Empty: the first agent that there is.
 */
export function watchAgentConnection(
  webSocket: WebSocket,
  deployment: Deployment,
  target: { readonly workspace: WorkspaceRecord; readonly agentName: string },
): void {
  let lastBuild = '';
  let lastAgent = '';
  const socket = new AgentConnectionSocket(webSocket, deployment, {
    onData: ONE_WAY_STREAM,
    release: () => unsubscribe(),
  });
  const { state } = target.workspace;
  const unsubscribe = deployment.workspaceEvents.subscribe(state.handle, tellChanges);
  tellChanges();

  function tellChanges(): void {
    const build = state.latest;
    const status = jobStatus(build);
    const buildKey = `${build.number} ${status}`;
    if (buildKey !== lastBuild) {
      lastBuild = buildKey;
      socket.tell({ error: null, build_update: { transition: build.transition, job_status: status } });
    }
    if (build.transition !== 'start' || status !== 'succeeded') return;
    const place = build.agents.findIndex(({ name }) => target.agentName === '' || name === target.agentName);
    const agent = build.agents[place];
    if (agent === undefined) {
      socket.tell({ error: NO_SUCH_AGENT });
      socket.close(DONE);
      return;
    }
    const { lifecycle } = agentState(agent, deployment.model.nowUs);
    const id = agentId(deployment, build, place);
    if (`${id} ${lifecycle}` === lastAgent) return;
    lastAgent = `${id} ${lifecycle}`;
    socket.tell({ error: null, agent_update: { lifecycle, id } });
  }
}

/** One that says so when the server stops. */
class AgentConnectionSocket extends ServerSocket {
  tell(message: object): void {
    this.send(encodeJson(message));
  }

  override end(): void {
    this.tell({ error: SERVER_STOPS });
    super.end();
  }
}
