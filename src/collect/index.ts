/** What a deployment's records say of expected builds, their workspaces, agents and stages. @packageDocumentation */

export { agentsOf, agentsState, becameReady, describeAgent } from './agents.js';
export type { CircumstancesClient } from './circumstances.js';
export { withCircumstances } from './circumstances.js';
export type { CollectOptions } from './collect-records.js';
export { collectRecords } from './collect-records.js';
export { deploymentCensus } from './deployment-census.js';
export type { DeploymentHistory } from './deployment-history.js';
export {
  MAX_HISTORY_REQUESTS,
  readDeploymentHistory,
  readDeploymentSchedules,
} from './deployment-history.js';
export type { BuildExpectation } from './expectation.js';
export { listAllWorkspaces } from './list-workspaces.js';
export { observedAgent } from './observed-records.js';
export { readRecords } from './read-records.js';
export type { AutostartRule, WorkspaceRecord } from './record.js';
export type { RecordClient, WorkspaceListClient } from './record-client.js';
export type { StageSample } from './stage-timings.js';
export { sampleStageTimings } from './stage-timings.js';
export type { WaitForAgentsOptions } from './wait-for-agents.js';
export { isOvertaken, waitForAgents } from './wait-for-agents.js';
export { nameTerm } from './workspace-pages.js';
