import { jobStatus, type Publication } from '../model/index.js';
import type { Deployment } from './deployment.js';
import type { UpdateFaults } from './faults/update-faults.js';

/** Who is told of what the model publishes. */
export type Told = Pick<
  Deployment,
  'jobMoves' | 'logEnds' | 'model' | 'updates' | 'workspaceEvents' | 'workspaces'
>;

/**
 * Passes on what the model has published to whom it concerns.
 * @param faults - What may happen to the news of a workspace on its way to the workspace's own watchers.
 */
export function tellOf(publication: Publication, told: Told, faults: UpdateFaults): void {
  switch (publication.kind) {
    case 'build_update': {
      const { build, status } = publication;
      told.updates.publish(publication);
      if (build.transition === 'delete' && status === 'succeeded') {
        told.workspaces.noteDeleted(build.workspace);
      }
      break;
    }
    case 'workspace_event':
      told.jobMoves.tell(publication.workspace);
      tellWatchers(publication.workspace, told, faults);
      break;
    case 'logs_ended':
      told.logEnds.tell(publication.build.sequence);
      break;
    case 'executor_run':
      // For the metrics alone, which listen for themselves.
      break;
    default:
      publication satisfies never;
  }
}

function tellWatchers(handle: number, { model, workspaceEvents }: Told, faults: UpdateFaults): void {
  if (!workspaceEvents.has(handle)) return;
  const { name, latest } = model.workspace(handle);
  faults.pass(
    {
      kind: 'update',
      stream: 'workspaces',
      workspaceName: name,
      buildNumber: latest.number,
      jobStatus: jobStatus(latest),
    },
    () => workspaceEvents.tell(handle),
  );
}
