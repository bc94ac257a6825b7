import type { Workspace, WorkspaceBuild } from '../codersdk/index.js';
import { nullIfGone } from '../codersdk/index.js';
import { forEachBounded } from './bounded.js';
import type { BuildExpectation } from './expectation.js';
import type { WorkspaceRecord } from './record.js';
import type { RecordClient } from './record-client.js';
import { IDS_PER_REQUEST, PAGE_SIZE, readWorkspacesById, workspacePages } from './workspace-pages.js';

/** Single builds read at the same time. */
const BUILDS_AT_ONCE = 8;

/** How to read. */
export interface ReadRecordsOptions {
  readonly namePrefix: string;
  /**
   * About how many workspaces carry the prefix, expected or not: decides whether pages or ids need fewer requests.
   * `Infinity` forbids pages. Default: the number of expectations.
   */
  readonly total?: number;
  /** Rows per request, from 1. Default 500. */
  readonly pageSize?: number;
  readonly signal: AbortSignal;
}

/**
 * The server's record of each expected build, in the order of `expected`. Reads pages or ids, whichever needs fewer
 * requests; every expected id that pages do not show is then asked for by id; a build that is no longer its
 * workspace's latest is read by number, and one whose workspace is gone from the builds that outlive it.
 * @throws CoderApiError, ConnectionError or the signal's reason, as the client does; a 404 of a single build is none.
 */
export async function readRecords(
  client: RecordClient,
  expected: readonly BuildExpectation[],
  options: ReadRecordsOptions,
): Promise<WorkspaceRecord[]> {
  const workspaces = await readWorkspaces(client, new Set(expected.map((e) => e.workspaceId)), options);
  const records: WorkspaceRecord[] = [];
  const elsewhere: number[] = [];
  for (const [index, expectation] of expected.entries()) {
    const workspace = workspaces.get(expectation.workspaceId) ?? null;
    const latest = workspace?.latestBuild;
    records.push({ workspace, build: latest?.buildNumber === expectation.buildNumber ? latest : null });
    if (latest === undefined || latest.buildNumber > expectation.buildNumber) {
      elsewhere.push(index);
    }
  }
  await forEachBounded(elsewhere, BUILDS_AT_ONCE, async (index) => {
    const [expectation, record] = [expected[index], records[index]];
    if (expectation !== undefined && record !== undefined) {
      const build = await readBuild(client, record.workspace, expectation, options.signal);
      records[index] = { workspace: record.workspace, build };
    }
  });
  return records;
}

async function readWorkspaces(
  client: RecordClient,
  ids: ReadonlySet<string>,
  { namePrefix, pageSize = PAGE_SIZE, total = ids.size, signal }: ReadRecordsOptions,
): Promise<Map<string, Workspace>> {
  const found = new Map<string, Workspace>();
  if (Math.ceil(total / pageSize) < Math.ceil(ids.size / IDS_PER_REQUEST)) {
    for await (const page of workspacePages(client, namePrefix, pageSize, signal)) {
      for (const workspace of page.workspaces) {
        if (ids.has(workspace.id)) {
          found.set(workspace.id, workspace);
        }
      }
      if (found.size === ids.size) {
        break;
      }
    }
  }
  const missing = [...ids].filter((id) => !found.has(id));
  await readWorkspacesById(client, missing, found, signal);
  return found;
}

/** A build that its workspace's row does not show. Names of gone workspaces find nothing, but their builds stay. */
async function readBuild(
  client: RecordClient,
  workspace: Workspace | null,
  { workspaceId, buildNumber }: BuildExpectation,
  signal: AbortSignal,
): Promise<WorkspaceBuild | null> {
  if (workspace !== null) {
    return nullIfGone(client.builds.byNumber(workspace.ownerName, workspace.name, buildNumber, { signal }));
  }
  const builds = await nullIfGone(client.builds.list(workspaceId, {}, { signal }));
  return builds?.find((build) => build.buildNumber === buildNumber) ?? null;
}
