import type { Workspace } from '../codersdk/index.js';
import type { WorkspaceListClient } from './record-client.js';

/** Rows per request: one heavy query of the server, an answer of about 1.4 MB. */
export const PAGE_SIZE = 500;

/** Ids per `q=id:` request: about 4 KB of URL. */
export const IDS_PER_REQUEST = 100;

/** The search term for names that contain `text` (Coder API contract, `GET /workspaces`); empty for the empty text. */
export function nameTerm(text: string): string {
  if (text === '') {
    return '';
  }
  return /[\s:]/.test(text) ? `name:"${text}"` : `name:${text}`;
}

/** One answer of a listing. */
export interface WorkspacePage {
  readonly workspaces: readonly Workspace[];
  /** Workspaces that match in all, on every page. */
  readonly count: number;
}

/**
 * One pass over all workspaces whose names contain `text`. The server sorts by status before name, so a pass may
 * skip or repeat rows while builds finish; and it may drop single rows of a page, so only its count says where the
 * pass ends.
 */
export async function* workspacePages(
  client: WorkspaceListClient,
  text: string,
  pageSize: number,
  signal: AbortSignal,
): AsyncGenerator<WorkspacePage, void, undefined> {
  let count = Number.POSITIVE_INFINITY;
  for (let offset = 0; offset < count; offset += pageSize) {
    const page = await client.workspaces.list({ q: nameTerm(text), limit: pageSize, offset }, { signal });
    count = page.count;
    yield page;
  }
}

/** Reads workspaces by id, {@link IDS_PER_REQUEST} at a time, into `found`. The server leaves out ids it does not know. */
export async function readWorkspacesById(
  client: WorkspaceListClient,
  ids: readonly string[],
  found: Map<string, Workspace>,
  signal: AbortSignal,
): Promise<void> {
  for (let from = 0; from < ids.length; from += IDS_PER_REQUEST) {
    const some = ids.slice(from, from + IDS_PER_REQUEST);
    const page = await client.workspaces.list({ q: `id:${some.join(',')}`, limit: some.length }, { signal });
    for (const workspace of page.workspaces) {
      found.set(workspace.id, workspace);
    }
  }
}
