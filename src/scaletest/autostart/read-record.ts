import { nullIfGone, type Workspace } from '../../codersdk/index.js';
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
