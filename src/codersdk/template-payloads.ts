import { z } from 'zod';
import type { JobStatus } from '../storm/index.js';
import { decoder, listDecoder, toJobStatus } from './payload.js';
import type { ProvisionerTags } from './provisioner-tags.js';

/** How long builds of one transition took lately, in milliseconds; `null` before the first ones. */
export interface BuildTimes {
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
}

export interface Template {
  readonly id: string;
  readonly name: string;
  readonly organizationId: string;
  readonly organizationName: string;
  readonly activeVersionId: string;
  /** No workspace can be created from a deprecated template. */
  readonly deprecated: boolean;
  readonly allowUserAutostart: boolean;
  /** Weekdays on which autostart is allowed, in lower case: `monday` to `sunday`. */
  readonly autostartDaysOfWeek: readonly string[];
  readonly allowUserCancelWorkspaceJobs: boolean;
  /** After how long a started workspace is stopped, in milliseconds; 0 for never. */
  readonly defaultTtlMs: number;
  readonly useClassicParameterFlow: boolean;
  readonly requireActiveVersion: boolean;
  readonly buildTimeStats: {
    readonly start: BuildTimes;
    readonly stop: BuildTimes;
    readonly delete: BuildTimes;
  };
}

export interface TemplateVersion {
  readonly id: string;
  readonly name: string;
  /** Of the import; a version is usable once it is `succeeded`. */
  readonly jobStatus: JobStatus;
  /** Those of the import, and so of every job of its workspaces; `null` where the server does not say. */
  readonly jobTags: ProvisionerTags | null;
}

/** Parameter values under a name. */
export interface TemplatePreset {
  readonly name: string;
  readonly parameters: readonly { readonly name: string; readonly value: string }[];
  /** Workspaces that the deployment keeps built in advance, to hand over to whoever asks for these values. */
  readonly prebuiltWorkspaces: number;
}

/** One parameter that a template version asks for. */
export interface TemplateVersionParameter {
  readonly name: string;
  /** `string`, `number`, `bool` or `list(string)`; values are always texts. */
  readonly type: string;
  /** Has no default: must be given when a workspace is created. */
  readonly required: boolean;
  readonly mutable: boolean;
  /** Not kept between builds. */
  readonly ephemeral: boolean;
  readonly defaultValue: string;
  /** The only values allowed, where there are any. */
  readonly options: readonly { readonly name: string; readonly value: string }[];
}

/** An account elsewhere that a template wants the owners of its workspaces to have linked. */
export interface ExternalAuth {
  readonly id: string;
  readonly displayName: string;
  readonly optional: boolean;
  /** Whether the caller has linked it. */
  readonly authenticated: boolean;
}

const WHOLE_WEEK = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

const buildTimesPayload = z.object({ P50: z.number().nullish(), P95: z.number().nullish() }).nullish();

const templatePayload = z.object({
  id: z.string(),
  name: z.string(),
  organization_id: z.string(),
  organization_name: z.string().nullish(),
  active_version_id: z.string(),
  deprecated: z.boolean().nullish(),
  allow_user_autostart: z.boolean().nullish(),
  autostart_requirement: z.object({ days_of_week: z.array(z.string()).nullish() }).nullish(),
  allow_user_cancel_workspace_jobs: z.boolean().nullish(),
  default_ttl_ms: z.number().nullish(),
  use_classic_parameter_flow: z.boolean().nullish(),
  require_active_version: z.boolean().nullish(),
  build_time_stats: z
    .object({ start: buildTimesPayload, stop: buildTimesPayload, delete: buildTimesPayload })
    .nullish(),
});

/** Where an older server does not say, the value is what it did: a field came with the feature that it restricts. */
function toTemplate(payload: z.output<typeof templatePayload>): Template {
  return {
    id: payload.id,
    name: payload.name,
    organizationId: payload.organization_id,
    organizationName: payload.organization_name ?? '',
    activeVersionId: payload.active_version_id,
    deprecated: payload.deprecated ?? false,
    allowUserAutostart: payload.allow_user_autostart ?? true,
    autostartDaysOfWeek: payload.autostart_requirement?.days_of_week ?? WHOLE_WEEK,
    allowUserCancelWorkspaceJobs: payload.allow_user_cancel_workspace_jobs ?? false,
    defaultTtlMs: payload.default_ttl_ms ?? 0,
    useClassicParameterFlow: payload.use_classic_parameter_flow ?? true,
    requireActiveVersion: payload.require_active_version ?? false,
    buildTimeStats: {
      start: toBuildTimes(payload.build_time_stats?.start),
      stop: toBuildTimes(payload.build_time_stats?.stop),
      delete: toBuildTimes(payload.build_time_stats?.delete),
    },
  };
}

function toBuildTimes(payload: z.output<typeof buildTimesPayload>): BuildTimes {
  return { p50Ms: payload?.P50 ?? null, p95Ms: payload?.P95 ?? null };
}

export const decodeTemplate = decoder(templatePayload, toTemplate);
export const decodeTemplates = listDecoder(templatePayload, toTemplate);

export const decodeTemplateVersion = decoder(
  z.object({
    id: z.string(),
    name: z.string(),
    job: z.object({ status: z.string(), tags: z.record(z.string(), z.string()).nullish() }),
  }),
  (payload): TemplateVersion => ({
    id: payload.id,
    name: payload.name,
    jobStatus: toJobStatus(payload.job.status),
    jobTags: payload.job.tags ?? null,
  }),
);

export const decodeParameters = listDecoder(
  z.object({
    name: z.string(),
    type: z.string(),
    required: z.boolean().nullish(),
    mutable: z.boolean().nullish(),
    ephemeral: z.boolean().nullish(),
    default_value: z.string().nullish(),
    options: z.array(z.object({ name: z.string(), value: z.string() })).nullish(),
  }),
  (payload): TemplateVersionParameter => ({
    name: payload.name,
    type: payload.type,
    required: payload.required ?? false,
    mutable: payload.mutable ?? true,
    ephemeral: payload.ephemeral ?? false,
    defaultValue: payload.default_value ?? '',
    options: payload.options ?? [],
  }),
);

export const decodeExternalAuth = listDecoder(
  z.object({
    id: z.string(),
    display_name: z.string().nullish(),
    optional: z.boolean().nullish(),
    authenticated: z.boolean().nullish(),
  }),
  (payload): ExternalAuth => ({
    id: payload.id,
    displayName: payload.display_name || payload.id,
    optional: payload.optional ?? false,
    authenticated: payload.authenticated ?? false,
  }),
);

/** Go-style keys, unlike everywhere else (Coder API contract, presets). */
export const decodePresets = listDecoder(
  z.object({
    Name: z.string(),
    Parameters: z.array(z.object({ Name: z.string(), Value: z.string() })).nullish(),
    DesiredPrebuildInstances: z.number().nullish(),
  }),
  (payload): TemplatePreset => ({
    name: payload.Name,
    parameters: (payload.Parameters ?? []).map(({ Name, Value }) => ({ name: Name, value: Value })),
    prebuiltWorkspaces: payload.DesiredPrebuildInstances ?? 0,
  }),
);

/** How many agents the resources of a started workspace have. */
export const decodeAgentCount = decoder(
  z
    .array(z.object({ workspace_transition: z.string().nullish(), agents: z.array(z.unknown()).nullish() }))
    .nullish(),
  (resources) =>
    (resources ?? [])
      .filter((resource) => (resource.workspace_transition ?? 'start') === 'start')
      .reduce((sum, { agents }) => sum + (agents ?? []).length, 0),
);
