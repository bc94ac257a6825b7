/** The storm model: a deployment during a storm as a pure state machine; no I/O, no clock. @packageDocumentation */

export type { AgentState, ModelAgent } from './agent.js';
export { agentState } from './agent.js';
export type { BuildReason, ModelBuild } from './build.js';
export { ADMIN, jobStatus } from './build.js';
export { JobKind, JobState } from './mornings/job-table.js';
export { type AgentTimes, agentTimesOf, type MorningRecords } from './mornings/morning-records.js';
export type { BackgroundStarts, MorningsInput, WorkspaceStops } from './mornings/mornings-input.js';
export { simulateMornings } from './mornings/simulate-mornings.js';
export type {
  FailureCause,
  ProvisionerChange,
  StormModelParameters,
  TaggedProvisioners,
} from './parameters.js';
export { stormModelParameters } from './parameters.js';
export type { ModelProvisioner, ProvisionerTags } from './provisioner.js';
export { canRun, hasTags, isKept, isLive } from './provisioner.js';
export type { BuildUpdatePublication, Publication } from './publication.js';
export type { QueueStanding } from './queue-standing.js';
export { NOT_QUEUED } from './queue-standing.js';
export { replayQueue, replaySortedQueue } from './replay-queue.js';
export { StormModel } from './storm-model.js';
export type { AgentParameters, ModelTemplate } from './template.js';
export { measuredAgents, PLAIN_TEMPLATE } from './template.js';
export type { ModelWorkspace, OwnerStatus } from './workspace.js';
export type {
  CancelBuildResult,
  CreateBuildResult,
  NewBuild,
  NewWorkspace,
  SetScheduleResult,
} from './workspace-commands.js';
