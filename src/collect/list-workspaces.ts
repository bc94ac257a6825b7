import type { Workspace } from '../codersdk/index.js';
import type { WorkspaceListClient } from './record-client.js';
import { PAGE_SIZE, workspacePages } from './workspace-pages.js';

/** How to list. */
export interface ListAllOptions {
  /** Rows per request, from 1. Default 500. */
  readonly pageSize?: number;
}

/** Passes made before rows that the server counts but never shows are taken for unreadable. */
const MAX_PASSES = 5;

/**
 * Every workspace whose name begins with `namePrefix`, by id. Asks one request per page while nothing moves; while
 * builds finish, rows change places between pages, so it passes again until it has seen as many as the server counts
 * or a pass finds nothing new. Deleted workspaces are never listed.
 * @throws CoderApiError, ConnectionError or the signal's reason, as the client does.
 */
export async function listAllWorkspaces(
  client: WorkspaceListClient,
  namePrefix: string,
  signal: AbortSignal,
  options: ListAllOptions = {},
): Promise<Map<string, Workspace>> {
  const matched = new Map<string, Workspace>();
  for (let pass = 0; pass < MAX_PASSES; pass += 1) {
    const before = matched.size;
    let count = 0;
    for await (const page of workspacePages(client, namePrefix, options.pageSize ?? PAGE_SIZE, signal)) {
      count = page.count;
      for (const workspace of page.workspaces) {
        matched.set(workspace.id, workspace);
      }
    }
    if (matched.size >= count || matched.size === before) {
      break;
    }
  }
  for (const workspace of matched.values()) {
    if (!workspace.name.startsWith(namePrefix)) {
      matched.delete(workspace.id); // the server's search matches anywhere in the name
    }
  }
  return matched;
}
