import { z } from '@hono/zod-openapi';
import { timestamp } from './common.js';

/** An option of the server, as its settings list it. */
const optionSchema = z.object({
  name: z.string(),
  description: z.string(),
  flag: z.string(),
  env: z.string(),
  yaml: z.string().optional(),
  default: z.string().optional(),
  value: z.unknown(),
});

/** The settings; durations are nanoseconds. Those that clients of load tests look at are spelled out. */
export const deploymentConfigSchema = z
  .object({
    config: z.looseObject({
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
        daemon_psk: z.string(),
      }),
      rate_limit: z.object({ disable_all: z.boolean(), api: z.int() }),
      experiments: z.array(z.string()),
      session_lifetime: z.object({
        default_duration: z.int(),
        refresh_default_duration: z.int(),
        default_token_lifetime: z.int(),
        max_token_lifetime: z.number(),
        max_admin_token_lifetime: z.int(),
      }),
    }),
    options: z.array(optionSchema),
  })
  .openapi('DeploymentConfig');

const latencySchema = z.object({ P50: z.number(), P95: z.number() });

/** How many workspaces are in which state, and what goes through their agents. */
export const deploymentStatsSchema = z
  .object({
    aggregated_from: timestamp,
    collected_at: timestamp,
    next_update_at: timestamp,
    workspaces: z.object({
      pending: z.int(),
      building: z.int(),
      running: z.int(),
      failed: z.int(),
      stopped: z.int(),
      connection_latency_ms: latencySchema,
      rx_bytes: z.int(),
      tx_bytes: z.int(),
    }),
    session_count: z.object({
      vscode: z.int(),
      ssh: z.int(),
      jetbrains: z.int(),
      reconnecting_pty: z.int(),
    }),
  })
  .openapi('DeploymentStats');

/** What runs here. */
export const buildInfoSchema = z
  .object({
    external_url: z.string(),
    version: z.string(),
    dashboard_url: z.string(),
    telemetry: z.boolean(),
    workspace_proxy: z.boolean(),
    agent_api_version: z.string(),
    provisioner_api_version: z.string(),
    upgrade_message: z.string(),
    deployment_id: z.uuid(),
  })
  .openapi('BuildInfoResponse');

/** The settings as JSON. */
export type DeploymentConfigJson = z.infer<typeof deploymentConfigSchema>;
/** A setting as the list of options has it, as JSON. */
export type OptionJson = z.infer<typeof optionSchema>;
/** The counts as JSON. */
export type DeploymentStatsJson = z.infer<typeof deploymentStatsSchema>;
