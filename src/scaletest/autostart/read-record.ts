import { CoderApiError, type Workspace } from '../../codersdk/index.js';
import type { WorkspaceRecord } from '../../collect/index.js';
import { nullIfAbsent } from '../harness/index.js';
import type { AutostartClient } from './runner-options.js';

/**
 * What the server holds of one build and its workspace, read directly.
 * @throws What the requests meet, except the answers that say that there is no such thing.
 */
export async function readRecord(
  client: AutostartClient,
  { id, name, ownerId }: Pick<Workspace, 'id' | 'name' | 'ownerId'>,
  buildNumber: number,
  signal: AbortSignal,
): Promise<WorkspaceRecord> {
  const build = await nullIfAbsent(client.builds.byNumber(ownerId, name, buildNumber, { signal }));
  const workspace = await nullIfGone(client.workspaces.get(id, { signal }));
  return { workspace, build };
}

/** The answer, or `null` for a workspace that never was (404) or is no more (410). */
export async function nullIfGone<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (failure) {
    if (failure instanceof CoderApiError && (failure.status === 404 || failure.status === 410)) return null;
    throw failure;
  }
}
