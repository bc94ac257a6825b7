import type { Workspace } from '../../codersdk/index.js';
import { ExplainedError } from '../../storm/index.js';
import { createOnce, nullIfAbsent, type RunContext } from '../harness/index.js';
import { isScaletestWorkspace } from '../names/index.js';
import type { WorkspaceBuildConfig, WorkspaceIntent } from './config.js';
import type { WorkspaceCreationClient } from './workspace-client.js';

/** The owner has a workspace of that name which we did not create. */
export class WorkspaceTakenError extends ExplainedError {
  readonly code = 'workspace_taken';
}

/**
 * Creates a workspace with its first start build, or adopts the one that an earlier request created although its
 * answer was lost. A workspace is adopted only if it has the wanted template and Coder's own scale-test cleanup would
 * know it, by its name or its owner's: a person's workspace is never taken for ours.
 * @throws WorkspaceTakenError if the name belongs to another workspace; whatever else refuses the creation.
 */
export async function createWorkspace(
  client: WorkspaceCreationClient,
  config: WorkspaceBuildConfig & { readonly name: string },
  ctx: Pick<RunContext, 'signal' | 'realClock' | 'log'>,
): Promise<Workspace> {
  const { userId, templateId, name, richParameterValues, ttlMs } = config;
  return createOnce(ctx, {
    what: `workspace ${name}`,
    create: (signal) =>
      client.workspaces.create(
        userId,
        {
          name,
          templateId,
          ...(richParameterValues === undefined ? {} : { richParameterValues }),
          ...(ttlMs === undefined ? {} : { ttlMs }),
        },
        { signal },
      ),
    find: async (signal, refusal) => {
      const found = await findWorkspace(client, config, signal);
      if (found !== null && !found.isOurs) {
        throw new WorkspaceTakenError(
          `${found.workspace.ownerName} has a workspace ${name} that this run did not create`,
          {
            hint: 'choose another name, or remove that workspace; nineam leaves alone what it did not create',
            cause: refusal,
          },
        );
      }
      return found?.workspace ?? null;
    },
  });
}

/** The owner's workspace of the intent's name, and whether it is ours; null when there is none. */
export async function findWorkspace(
  client: WorkspaceCreationClient,
  intent: WorkspaceIntent,
  signal: AbortSignal,
): Promise<{ readonly workspace: Workspace; readonly isOurs: boolean } | null> {
  const workspace = await nullIfAbsent(
    client.workspaces.byOwnerAndName(intent.userId, intent.name, { signal }),
  );
  return workspace === null
    ? null
    : { workspace, isOurs: workspace.templateId === intent.templateId && isScaletestWorkspace(workspace) };
}
