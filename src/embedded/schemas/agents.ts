import { z } from '@hono/zod-openapi';
import { emptyList, timestamp, uuid } from './common.js';

/** Whether a workspace's agent can be reached. */
export const agentStatusSchema = z.enum(['connecting', 'connected', 'disconnected', 'timeout']);
/** How far an agent's startup is. */
export const agentLifecycleSchema = z.enum(['created', 'starting', 'ready', 'start_error', 'off']);

/** An agent of a workspace. */
export const agentSchema = z
  .object({
    id: uuid,
    parent_id: z.null(),
    created_at: timestamp,
    updated_at: timestamp,
    first_connected_at: timestamp.optional(),
    last_connected_at: timestamp.optional(),
    disconnected_at: timestamp.optional(),
    started_at: timestamp.optional(),
    ready_at: timestamp.optional(),
    status: agentStatusSchema,
    lifecycle_state: agentLifecycleSchema,
    name: z.string(),
    resource_id: uuid,
    architecture: z.string(),
    environment_variables: z.null(),
    operating_system: z.string(),
    logs_length: z.int(),
    logs_overflowed: z.boolean(),
    version: z.string(),
    api_version: z.string(),
    apps: emptyList,
    latency: z.record(z.string(), z.object({ preferred: z.boolean(), latency_ms: z.number() })).optional(),
    connection_timeout_seconds: z.int(),
    troubleshooting_url: z.string(),
    subsystems: emptyList,
    health: z.object({ healthy: z.boolean(), reason: z.string().optional() }),
    display_apps: emptyList,
    log_sources: emptyList,
    scripts: emptyList,
    startup_script_behavior: z.enum(['blocking', 'non-blocking']),
  })
  .openapi('WorkspaceAgent');

/** An agent as JSON. */
export type AgentJson = z.infer<typeof agentSchema>;
