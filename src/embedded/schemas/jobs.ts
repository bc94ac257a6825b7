import { z } from '@hono/zod-openapi';
import { nullableTimestamp, timestamp, uuid } from './common.js';

/** Status of a job. */
export const jobStatusSchema = z.enum([
  'pending',
  'running',
  'canceling',
  'succeeded',
  'failed',
  'canceled',
  'unknown',
]);
/** What a build does. */
export const transitionSchema = z.enum(['start', 'stop', 'delete'], {
  error: 'must be start, stop or delete',
});

/** Which provisioners may run a job: those with the same scope and owner, and all of its other tags. */
const tagsSchema = z.object({ owner: z.string(), scope: z.string() }).catchall(z.string());

/** A provisioner job. */
export const jobSchema = z
  .object({
    id: uuid,
    created_at: timestamp,
    started_at: timestamp.optional(),
    completed_at: timestamp.optional(),
    canceled_at: timestamp.optional(),
    error: z.string().optional(),
    error_code: z.string().optional(),
    status: jobStatusSchema,
    worker_id: uuid.optional(),
    worker_name: z.string().optional(),
    file_id: uuid,
    tags: tagsSchema,
    queue_position: z.int(),
    queue_size: z.int(),
    organization_id: uuid,
    initiator_id: uuid,
    input: z.object({ workspace_build_id: uuid.optional(), template_version_id: uuid.optional() }),
    type: z.enum(['workspace_build', 'template_version_import', 'template_version_dry_run']),
    available_workers: z.array(uuid).optional(),
    metadata: z.object({
      template_version_name: z.string(),
      template_id: uuid,
      template_name: z.string(),
      template_display_name: z.string(),
      template_icon: z.string(),
      workspace_id: uuid.optional(),
      workspace_name: z.string().optional(),
      workspace_build_transition: transitionSchema.optional(),
    }),
    logs_overflowed: z.boolean(),
  })
  .openapi('ProvisionerJob');

const daemonJobSchema = z.object({
  id: uuid,
  status: jobStatusSchema,
  template_name: z.string(),
  template_icon: z.string(),
  template_display_name: z.string(),
});

/** What a daemon is doing. */
export const daemonStatusSchema = z.enum(['offline', 'idle', 'busy']);

/** A provisioner daemon. */
export const daemonSchema = z
  .object({
    id: uuid,
    organization_id: uuid,
    key_id: uuid,
    created_at: timestamp,
    last_seen_at: nullableTimestamp,
    name: z.string(),
    version: z.string(),
    api_version: z.string(),
    provisioners: z.array(z.string()),
    tags: tagsSchema,
    key_name: z.string(),
    status: daemonStatusSchema,
    current_job: daemonJobSchema.nullable(),
    previous_job: daemonJobSchema.nullable(),
  })
  .openapi('ProvisionerDaemon');

/** What a daemon does. */
export type DaemonStatus = z.infer<typeof daemonStatusSchema>;
/** A provisioner job as JSON. */
export type JobJson = z.infer<typeof jobSchema>;
/** A provisioner daemon as JSON. */
export type DaemonJson = z.infer<typeof daemonSchema>;
/** A job as its daemon shows it. */
export type DaemonJobJson = z.infer<typeof daemonJobSchema>;
