import type { Deployment } from '../deployment.js';
import type { UserRecord } from '../directory/users.js';
import type { WorkspaceRecord } from '../directory/workspaces.js';
import type { WorkspaceJson } from '../schemas/workspaces.js';
import { answerContext } from '../wire/build.js';
import { workspaceJson } from '../wire/workspace.js';

/** Events that wait for a client that does not take them; further ones are dropped without a word. */
export const MAX_WAITING_EVENTS = 2048;

/** Who watches what. */
export interface WorkspaceWatch {
  readonly deployment: Deployment;
  readonly workspace: WorkspaceRecord;
  readonly viewer: UserRecord;
}

/**
 * Calls whenever something happens to the workspace, or to its template.
 * @returns Ends the subscription.
 */
export function onWorkspaceEvent(
  { deployment, workspace }: WorkspaceWatch,
  listener: () => void,
): () => void {
  const { templateEvents, workspaceEvents } = deployment;
  const ends = [
    workspaceEvents.subscribe(workspace.state.handle, listener),
    templateEvents.subscribe(workspace.template.id, listener),
  ];
  return () => {
    for (const end of ends) end();
  };
}

/** A workspace as it is now: what its watchers are sent whenever something happens to it. */
export function workspaceSnapshot({ deployment, viewer, workspace }: WorkspaceWatch): WorkspaceJson {
  // The model's own present: whoever tells of an event has brought the model there, and must not be called again.
  return workspaceJson(answerContext(deployment, deployment.model.nowUs, viewer), workspace);
}
