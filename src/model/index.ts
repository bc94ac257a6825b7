/** The storm model: a deployment during a storm as a pure state machine; no I/O, no clock. @packageDocumentation */

export type { ModelBuild, Publication } from './build.js';
export { ADMIN, jobStatus } from './build.js';
export type { StormModelParameters } from './parameters.js';
export { stormModelParameters } from './parameters.js';
export { replayQueue } from './replay-queue.js';
export type { CancelBuildResult, CreateBuildResult, ModelProvisioner } from './storm-model.js';
export { StormModel } from './storm-model.js';
export type { ModelWorkspace, OwnerStatus } from './workspace.js';
