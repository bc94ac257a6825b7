import { z } from '@hono/zod-openapi';

/** The settings that load-test clients look at; durations are nanoseconds. A Coder server has many more. */
export const deploymentConfigSchema = z.object({
  config: z.object({
    access_url: z.string(),
    autobuild_poll_interval: z.int(),
    job_hang_detector_interval: z.int(),
    agent_stat_refresh_interval: z.int(),
    provisioner: z.object({
      daemons: z.int(),
      daemon_types: z.array(z.string()),
      daemon_poll_interval: z.int(),
      daemon_poll_jitter: z.int(),
      force_cancel_interval: z.int(),
    }),
    rate_limit: z.object({ disable_all: z.boolean(), api: z.int() }),
    experiments: z.array(z.string()),
    session_lifetime: z.object({
      default_duration: z.int(),
      default_token_lifetime: z.int(),
      max_token_lifetime: z.number(),
      max_admin_token_lifetime: z.int(),
    }),
    disable_password_auth: z.boolean(),
    disable_owner_workspace_exec: z.boolean(),
  }),
  options: z.array(z.never()),
});

/** The settings as JSON. */
export type DeploymentConfigJson = z.infer<typeof deploymentConfigSchema>;
