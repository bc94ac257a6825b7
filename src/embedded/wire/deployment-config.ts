import type { Deployment } from '../deployment.js';
import { MAX_MEMBER_TOKEN_SECONDS, SESSION_SECONDS, TOKEN_SECONDS } from '../directory/api-keys.js';
import type { DeploymentConfigJson } from '../schemas/deployment.js';

const SECOND_NS = 1e9;

/** The settings as they are in force here. */
export function deploymentConfigJson(deployment: Deployment): DeploymentConfigJson {
  const { apiLimiter, experiments, parameters } = deployment;
  return {
    config: {
      access_url: deployment.accessUrl,
      autobuild_poll_interval: parameters.executorPeriodUs * 1000,
      job_hang_detector_interval: parameters.reaperPeriodUs * 1000,
      agent_stat_refresh_interval: 30 * SECOND_NS,
      provisioner: {
        // Each replica has its own.
        daemons: Math.ceil(parameters.provisioners / parameters.replicas),
        daemon_types: ['terraform'],
        daemon_poll_interval: SECOND_NS,
        daemon_poll_jitter: SECOND_NS / 10,
        force_cancel_interval: 600 * SECOND_NS,
      },
      rate_limit: { disable_all: apiLimiter.isOff, api: apiLimiter.limit },
      experiments: [...experiments],
      session_lifetime: {
        default_duration: SESSION_SECONDS * SECOND_NS,
        default_token_lifetime: TOKEN_SECONDS * SECOND_NS,
        max_token_lifetime: MAX_MEMBER_TOKEN_SECONDS * SECOND_NS,
        max_admin_token_lifetime: TOKEN_SECONDS * SECOND_NS,
      },
      disable_password_auth: false,
      disable_owner_workspace_exec: false,
    },
    options: [],
  };
}
