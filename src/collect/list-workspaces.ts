import type { Workspace } from '../codersdk/index.js';
import type { WorkspaceListClient } from './record-client.js';

export interface ListAllOptions {
  readonly pageSize?: number;
}

export async function listAllWorkspaces(
  client: WorkspaceListClient,
  namePrefix: string,
  signal: AbortSignal,
  options: ListAllOptions = {},
): Promise<Map<string, Workspace>> {
  throw new Error(`not written yet: ${client}${namePrefix}${signal}${options}`);
}
