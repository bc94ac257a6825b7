import { z } from '@hono/zod-openapi';
import { timestamp, uuid } from './common.js';

const agent = { workspace_agent_id: uuid, workspace_agent_name: z.string() };

/** How long the parts of a build took. */
export const timingsSchema = z
  .object({
    provisioner_timings: z.array(
      z.object({
        job_id: uuid,
        started_at: timestamp,
        ended_at: timestamp,
        stage: z.enum(['init', 'plan', 'graph', 'apply']),
        source: z.string(),
        action: z.string(),
        resource: z.string(),
      }),
    ),
    agent_script_timings: z.array(
      z.object({
        started_at: timestamp,
        ended_at: timestamp,
        exit_code: z.int(),
        stage: z.enum(['start', 'stop', 'cron']),
        status: z.enum(['ok', 'exit_failure', 'timed_out', 'pipes_left_open']),
        display_name: z.string(),
        ...agent,
      }),
    ),
    agent_connection_timings: z.array(
      z.object({ started_at: timestamp, ended_at: timestamp, stage: z.enum(['connect']), ...agent }),
    ),
  })
  .openapi('WorkspaceBuildTimings');

/** How long the parts of a build took, as JSON. */
export type TimingsJson = z.infer<typeof timingsSchema>;
