import type { BuildExpectation } from './expectation.js';
import type { WorkspaceRecord } from './record.js';
import type { RecordClient } from './record-client.js';

export interface CollectOptions {
  readonly namePrefix: string;
  readonly expected: readonly BuildExpectation[];
  readonly signal: AbortSignal;
  readonly pageSize?: number;
}

export async function collectRecords(
  client: RecordClient,
  options: CollectOptions,
): Promise<Map<string, WorkspaceRecord>> {
  throw new Error(`not written yet: ${client}${options}`);
}
