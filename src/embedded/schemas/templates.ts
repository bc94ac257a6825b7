import { z } from '@hono/zod-openapi';
import { timestamp, uuid } from './common.js';
import { jobSchema } from './jobs.js';

const percentilesSchema = z.object({
  P50: z.int().nullable(),
  P95: z.int().nullable(),
});

/** An organization. */
export const organizationSchema = z
  .object({
    id: uuid,
    name: z.string(),
    display_name: z.string(),
    icon: z.string(),
    description: z.string(),
    created_at: timestamp,
    updated_at: timestamp,
    is_default: z.boolean(),
    default_org_member_roles: z.array(z.string()),
  })
  .openapi('Organization');

/** A template. */
export const templateSchema = z
  .object({
    id: uuid,
    created_at: timestamp,
    updated_at: timestamp,
    organization_id: uuid,
    organization_name: z.string(),
    organization_display_name: z.string(),
    organization_icon: z.string(),
    name: z.string(),
    display_name: z.string(),
    provisioner: z.string(),
    active_version_id: uuid,
    active_user_count: z.int(),
    build_time_stats: z.object({
      delete: percentilesSchema,
      start: percentilesSchema,
      stop: percentilesSchema,
    }),
    description: z.string(),
    deprecated: z.boolean(),
    deprecation_message: z.string(),
    deleted: z.boolean(),
    icon: z.string(),
    default_ttl_ms: z.int(),
    activity_bump_ms: z.int(),
    time_til_autostop_notify_ms: z.int(),
    autostop_requirement: z.object({ days_of_week: z.array(z.string()), weeks: z.int() }),
    autostart_requirement: z.object({ days_of_week: z.array(z.string()) }),
    created_by_id: uuid,
    created_by_name: z.string(),
    allow_user_autostart: z.boolean(),
    allow_user_autostop: z.boolean(),
    allow_user_cancel_workspace_jobs: z.boolean(),
    failure_ttl_ms: z.int(),
    time_til_dormant_ms: z.int(),
    time_til_dormant_autodelete_ms: z.int(),
    require_active_version: z.boolean(),
    max_port_share_level: z.string(),
    cors_behavior: z.string(),
    use_classic_parameter_flow: z.boolean(),
    disable_module_cache: z.boolean(),
  })
  .openapi('Template');

/** A version of a template. */
export const templateVersionSchema = z
  .object({
    id: uuid,
    template_id: uuid,
    organization_id: uuid,
    created_at: timestamp,
    updated_at: timestamp,
    name: z.string(),
    message: z.string(),
    job: jobSchema,
    readme: z.string(),
    created_by: z.object({ id: uuid, username: z.string(), name: z.string().optional() }),
    archived: z.boolean(),
    has_external_agent: z.boolean(),
  })
  .openapi('TemplateVersion');

/** An organization as JSON. */
export type OrganizationJson = z.infer<typeof organizationSchema>;
/** A template as JSON. */
export type TemplateJson = z.infer<typeof templateSchema>;
/** A version of a template as JSON. */
export type TemplateVersionJson = z.infer<typeof templateVersionSchema>;
