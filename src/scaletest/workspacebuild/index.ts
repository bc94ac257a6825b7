/** Creates a workspace, builds it, waits for it; deletes it again. Survives lost answers. @packageDocumentation */

export {
  BuildFailedError,
  describeBuild,
  isActive,
  isReaped,
  requireSuccess,
  UnexpectedBuildError,
} from './build-end.js';
export { cancelBuild } from './cancel-build.js';
export type { ParameterValue, WorkspaceBuildConfig, WorkspaceIntent } from './config.js';
export type { BuildSubject, CreateBuildOptions } from './create-build.js';
export { createBuild } from './create-build.js';
export { createWorkspace, findWorkspace, WorkspaceTakenError } from './create-workspace.js';
export type { DeleteWorkspaceOptions } from './delete-workspace.js';
export { deleteWorkspace, WorkspaceNotDeletedError } from './delete-workspace.js';
export type { PollingLimits, WaitForBuild } from './wait-for-build.js';
export { pollingWait, waitForAgents } from './wait-for-build.js';
export type { BuildEnd, WaitForEnd } from './wait-for-end.js';
export type { WorkspaceBuildRunnerOptions } from './workspace-build-runner.js';
export { WorkspaceBuildRunner } from './workspace-build-runner.js';
export type {
  BuildClient,
  BuildReader,
  WorkspaceClient,
  WorkspaceCreationClient,
  WorkspaceRemovalClient,
} from './workspace-client.js';
