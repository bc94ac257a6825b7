import type { BuildExpectation } from './expectation.js';
import { readRecords } from './read-records.js';
import type { WorkspaceRecord } from './record.js';
import type { RecordClient } from './record-client.js';

/** What to collect, and how. */
export interface CollectOptions {
  readonly namePrefix: string;
  /** At most one per workspace. */
  readonly expected: readonly BuildExpectation[];
  /** About how many workspaces carry the prefix, expected or not. Default: the number of expectations. */
  readonly total?: number;
  readonly signal: AbortSignal;
  /** Rows per request, from 1. Default 500. */
  readonly pageSize?: number;
}

/**
 * What the server holds of every expected build, by workspace id: one request per 500 workspaces while nothing
 * moves. Every expected id has a record, if only of its absence.
 * @throws CoderApiError, ConnectionError or the signal's reason, as the client does.
 */
export async function collectRecords(
  client: RecordClient,
  options: CollectOptions,
): Promise<Map<string, WorkspaceRecord>> {
  const { expected, ...how } = options;
  const records = await readRecords(client, expected, how);
  const byId = new Map<string, WorkspaceRecord>();
  for (const [index, record] of records.entries()) {
    const id = expected[index]?.workspaceId;
    if (id !== undefined) {
      byId.set(id, record);
    }
  }
  return byId;
}
