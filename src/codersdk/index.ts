/**
 * Client of a Coder deployment: the calls that a storm needs, typed and checked, with the errors explained and the
 * retries that can do no harm. @packageDocumentation
 */

export type { WorkspaceAgent, WorkspaceBuild } from './build-payloads.js';
export type { BuildsApi, CancelBuildOptions, CreateBuildRequest } from './builds.js';
export type { CoderClientOptions } from './client.js';
export { CoderClient } from './client.js';
export type { AnnouncedClock, BuildInfo, DeploymentApi, DeploymentConfig } from './deployment.js';
export type { Entitlements } from './entitlements.js';
export type { CoderApiErrorFields, FieldProblem } from './errors.js';
export { CoderApiError, ConnectionError, NotCoderError } from './errors.js';
export { isGone, nullIfGone } from './gone.js';
export type { Organization, OrganizationsApi } from './organizations.js';
export type { ProvisionerJob } from './provisioner-job.js';
export type { ProvisionerTags } from './provisioner-tags.js';
export { takesJobs } from './provisioner-tags.js';
export type { ProvisionerDaemon, ProvisionersApi, QueuedJob } from './provisioners.js';
export type { ProxySettings } from './proxy.js';
export type { RateLimitStanding } from './rate-limit.js';
export type { CallOptions, RequestRecord } from './requester.js';
export { Secrets } from './secrets.js';
export type { FoundSession, SessionSources } from './session.js';
export { findSession } from './session.js';
export type {
  BuildTimes,
  ExternalAuth,
  Template,
  TemplatePreset,
  TemplateVersion,
  TemplateVersionParameter,
} from './template-payloads.js';
export type { TemplatesApi } from './templates.js';
export type { BuildTimings, ProvisionerTiming } from './timing-payloads.js';
export type { BuildUpdateStream, StreamEnd, WorkspaceBuildUpdate } from './update-stream.js';
export type { ApiKey, CreateUserRequest, User, UserPage, UserQuery, UsersApi } from './users.js';
export type {
  CreateWorkspaceRequest,
  GetWorkspaceOptions,
  Workspace,
  WorkspacePage,
  WorkspaceQuery,
  WorkspacesApi,
} from './workspaces.js';
