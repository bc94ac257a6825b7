import { z } from '@hono/zod-openapi';
import { timestamp, uuid } from './common.js';

/** An agent that nothing runs: that of a version or of a dry-run. */
const plannedAgentSchema = z
  .object({
    id: uuid,
    parent_id: z.null(),
    created_at: timestamp,
    updated_at: timestamp,
    status: z.literal('connecting'),
    lifecycle_state: z.literal('created'),
    name: z.string(),
    resource_id: uuid,
    architecture: z.string(),
    environment_variables: z.null(),
    operating_system: z.string(),
    logs_length: z.int(),
    logs_overflowed: z.boolean(),
    version: z.string(),
    api_version: z.string(),
    apps: z.array(z.unknown()),
    connection_timeout_seconds: z.int(),
    troubleshooting_url: z.string(),
    subsystems: z.array(z.string()),
    health: z.object({ healthy: z.boolean(), reason: z.string() }),
    display_apps: z.array(z.string()),
    log_sources: z.array(z.unknown()),
    scripts: z.array(z.unknown()),
    startup_script_behavior: z.string(),
  })
  .openapi('PlannedAgent');

/** What a workspace would consist of. */
export const plannedResourceSchema = z
  .object({
    id: uuid,
    created_at: timestamp,
    job_id: uuid,
    workspace_transition: z.enum(['start', 'stop', 'delete']),
    type: z.string(),
    name: z.string(),
    hide: z.boolean(),
    icon: z.string(),
    agents: z.array(plannedAgentSchema).optional(),
    daily_cost: z.int(),
  })
  .openapi('PlannedResource');

/** What a workspace would consist of, as JSON. */
export type PlannedResourceJson = z.infer<typeof plannedResourceSchema>;
