/** One pass over a deployment's records: workspaces and the builds expected of them. @packageDocumentation */

export type { CollectOptions } from './collect-records.js';
export { collectRecords } from './collect-records.js';
export type { BuildExpectation } from './expectation.js';
export { listAllWorkspaces } from './list-workspaces.js';
export { readRecords } from './read-records.js';
export type { WorkspaceRecord } from './record.js';
export type { RecordClient, WorkspaceListClient } from './record-client.js';
export { nameTerm } from './workspace-pages.js';
