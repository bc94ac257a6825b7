import { jobStatus, type ModelBuild } from '../../model/index.js';
import { parseInstant } from '../../time/index.js';
import type { Deployment } from '../deployment.js';
import type { BuildRequest } from '../directory/builds.js';
import type { UserRecord } from '../directory/users.js';
import type { WorkspaceRecord } from '../directory/workspaces.js';
import { forbidden, invalidField, Refusal } from '../http/refusal.js';
import type { NewBuildBody } from '../schemas/new-workspace.js';
import { buildParameters } from './build-parameters.js';

/**
 * Creates a build, checking in the order in which a Coder server does.
 * @throws Refusal with 400, 403 or 409.
 */
export function createBuild(
  deployment: Deployment,
  nowUs: number,
  workspace: WorkspaceRecord,
  initiator: UserRecord,
  body: NewBuildBody,
): ModelBuild {
  const { transition, template_version_id: versionId, orphan } = body;
  if (versionId !== null && versionId !== workspace.template.versionId) {
    throw invalidField('template_version_id', 'There is no such version of the template.');
  }
  if (orphan && transition !== 'delete') throw invalidField('orphan', 'goes only with a delete');
  if (orphan && !initiator.isOwner) throw forbidden('Only owners may orphan a workspace.');
  if (body.state && !initiator.isOwner) throw forbidden('Only owners may hand in a state.');
  if (body.log_level) requireDebugLogs(initiator);
  const request = buildRequest(deployment, workspace, body);
  const { handle } = workspace.state;
  const result = deployment.model.createBuild(nowUs, handle, {
    transition,
    initiator: initiator.handle,
    orphan: orphan ?? false,
  });
  switch (result.kind) {
    case 'created':
      deployment.builds.setRequest(result.build, request);
      // A workspace can be gone at once: an orphaned one without provisioners.
      if (workspace.state.deleted) deployment.workspaces.noteDeleted(handle);
      return result.build;
    case 'active_build':
      throw new Refusal(409, 'A workspace build is already active.', {
        detail: 'Wait for it to end, or cancel it.',
      });
    case 'deleted':
      throw new Refusal(409, 'The workspace was deleted.', { detail: `It cannot ${transition} any more.` });
    default:
      return result satisfies never;
  }
}

/** What the model does not know of a build that is asked for. */
function buildRequest({ builds }: Deployment, workspace: WorkspaceRecord, body: NewBuildBody): BuildRequest {
  const { reason, state, template_version_preset_id: presetId, transition } = body;
  const parameters = buildParameters(
    workspace.template.version,
    body.rich_parameter_values,
    presetId,
    builds.parametersOf(workspace, workspace.state.latest),
  );
  return {
    ...(reason && transition !== 'delete' ? { reason } : {}),
    ...(presetId === null ? {} : { presetId }),
    parameters,
    ...(state ? { state: Buffer.from(state, 'base64') } : {}),
  };
}

function requireDebugLogs(initiator: UserRecord): never {
  if (!initiator.isOwner) throw forbidden('Only owners may ask for the logs of a debugger.');
  throw invalidField('log_level', 'The deployment does not allow it.');
}

/**
 * Cancels a build, checking in the order in which a Coder server does.
 * @throws Refusal with 400, 403, 412, or 500 where a Coder server's database refuses.
 */
export function cancelBuild(
  { model }: Deployment,
  nowUs: number,
  request: {
    readonly workspace: WorkspaceRecord;
    readonly build: ModelBuild;
    readonly user: UserRecord;
    readonly expected: 'pending' | 'running' | null;
  },
): void {
  const { workspace, build, user, expected } = request;
  const mayCancel = user.isOwner || workspace.template.allowUserCancelWorkspaceJobs;
  if (!mayCancel && expected !== 'pending') {
    throw forbidden('The template does not let its users cancel builds.');
  }
  const status = jobStatus(build);
  if (build.completedUs !== null) throw new Refusal(400, 'The job has already completed.');
  if (build.canceledUs !== null) throw new Refusal(400, 'The job has already been marked as canceled.');
  if (expected !== null && expected !== status) {
    throw new Refusal(412, `The job is ${status}, not ${expected}.`);
  }
  if (!mayCancel) throw new Refusal(500, 'The job cannot be canceled.', { detail: 'Unauthorized.' });
  model.cancelBuild(nowUs, workspace.state.handle, build.number);
}

/**
 * Builds newest first: those created after `since`, or newer than the one with the id `after_id`.
 * @throws Refusal with 400 if one of these is not what it should be.
 */
export function buildsSince(
  deployment: Deployment,
  workspace: WorkspaceRecord,
  query: { readonly since?: string | undefined; readonly after_id: string | null },
): ModelBuild[] {
  const sinceUs = query.since ? sinceFrom(query.since) : Number.NEGATIVE_INFINITY;
  const after = query.after_id === null ? 0 : numberOf(deployment, workspace, query.after_id);
  return workspace.state.builds
    .filter((build) => build.createdUs > sinceUs && build.number > after)
    .toReversed();
}

function sinceFrom(text: string): number {
  try {
    return parseInstant(text).us;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw invalidField('since', 'must be an RFC 3339 time');
  }
}

function numberOf(deployment: Deployment, workspace: WorkspaceRecord, buildId: string): number {
  const build = deployment.builds.withId(buildId);
  if (build?.workspace === workspace.state.handle) return build.number;
  throw invalidField('after_id', 'The workspace has no such build.');
}
