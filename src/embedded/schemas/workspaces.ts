import { z } from '@hono/zod-openapi';
import { agentSchema } from './agents.js';
import { nullableTimestamp, timestamp, uuid } from './common.js';
import { jobSchema, transitionSchema } from './jobs.js';

/** Status of a workspace and of a build. */
export const workspaceStatusSchema = z.enum([
  'pending',
  'starting',
  'running',
  'stopping',
  'stopped',
  'failed',
  'canceling',
  'canceled',
  'deleting',
  'deleted',
]);

/** A part of a workspace, made by a build. */
export const resourceSchema = z
  .object({
    id: uuid,
    created_at: timestamp,
    job_id: uuid,
    workspace_transition: transitionSchema,
    type: z.string(),
    name: z.string(),
    hide: z.boolean(),
    icon: z.string(),
    agents: z.array(agentSchema).optional(),
    daily_cost: z.int(),
  })
  .openapi('WorkspaceResource');

/** The provisioners that a job's tags let run it. */
export const matchedProvisionersSchema = z.object({
  count: z.int(),
  available: z.int(),
  most_recently_seen: nullableTimestamp,
});

/** A build of a workspace. */
export const buildSchema = z
  .object({
    id: uuid,
    created_at: timestamp,
    updated_at: timestamp,
    workspace_id: uuid,
    workspace_name: z.string(),
    workspace_owner_id: uuid,
    workspace_owner_name: z.string(),
    template_version_id: uuid,
    template_version_name: z.string(),
    build_number: z.int(),
    transition: transitionSchema,
    initiator_id: uuid,
    initiator_name: z.string(),
    job: jobSchema,
    reason: z.string(),
    resources: z.array(resourceSchema),
    deadline: nullableTimestamp,
    max_deadline: z.null(),
    status: workspaceStatusSchema,
    daily_cost: z.int(),
    matched_provisioners: matchedProvisionersSchema,
    template_version_preset_id: uuid.nullable(),
    has_ai_task: z.boolean().optional(),
    has_external_agent: z.boolean().optional(),
  })
  .openapi('WorkspaceBuild');

/** A workspace with its latest build. */
export const workspaceSchema = z
  .object({
    id: uuid,
    created_at: timestamp,
    updated_at: timestamp,
    owner_id: uuid,
    owner_name: z.string(),
    owner_avatar_url: z.string(),
    organization_id: uuid,
    organization_name: z.string(),
    template_id: uuid,
    template_name: z.string(),
    template_display_name: z.string(),
    template_icon: z.string(),
    template_allow_user_cancel_workspace_jobs: z.boolean(),
    template_active_version_id: uuid,
    template_require_active_version: z.boolean(),
    template_use_classic_parameter_flow: z.boolean(),
    latest_build: buildSchema,
    latest_app_status: z.null(),
    outdated: z.boolean(),
    name: z.string(),
    autostart_schedule: z.string().optional(),
    ttl_ms: z.int().optional(),
    last_used_at: timestamp,
    deleting_at: z.null(),
    dormant_at: nullableTimestamp,
    health: z.object({ healthy: z.boolean(), failing_agents: z.array(uuid) }),
    automatic_updates: z.enum(['always', 'never']),
    allow_renames: z.boolean(),
    favorite: z.boolean(),
    next_start_at: nullableTimestamp,
    is_prebuild: z.boolean(),
    task_id: z.null(),
  })
  .openapi('Workspace');

/** A page of workspaces, and how many there are in all. */
export const workspacesPageSchema = z.object({ workspaces: z.array(workspaceSchema), count: z.int() });

/** Status of a workspace and of a build. */
export type WorkspaceStatus = z.infer<typeof workspaceStatusSchema>;
/** The provisioners that may run a job, as JSON. */
export type MatchedProvisionersJson = z.infer<typeof matchedProvisionersSchema>;
/** A build as JSON. */
export type BuildJson = z.infer<typeof buildSchema>;
/** A workspace as JSON. */
export type WorkspaceJson = z.infer<typeof workspaceSchema>;
/** A resource of a build as JSON. */
export type ResourceJson = z.infer<typeof resourceSchema>;
