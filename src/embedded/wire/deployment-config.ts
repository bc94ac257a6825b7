import { type Deployment, SERVER_VERSION } from '../deployment.js';
import { MAX_MEMBER_TOKEN_SECONDS, SESSION_SECONDS, TOKEN_SECONDS } from '../directory/api-keys.js';
import type { DeploymentConfigJson, OptionJson } from '../schemas/deployment.js';
import { provisionerTypes } from './provisioner-types.js';
import { USUAL_SETTINGS } from './usual-settings.js';

const SECOND_NS = 1e9;

/** The settings as they are in force here; what is off and would be omitted by Coder is omitted. */
export function deploymentConfigJson(deployment: Deployment): DeploymentConfigJson {
  const { accessUrl, apiLimiter, experiments, options, parameters } = deployment;
  const tagged = parameters.taggedProvisioners.reduce((sum, { count }) => sum + count, 0);
  const config: DeploymentConfigJson['config'] = {
    ...USUAL_SETTINGS,
    access_url: accessUrl,
    docs_url: `https://coder.com/docs/@${SERVER_VERSION}`,
    http_address: accessUrl.replace(/^https?:\/\//, ''),
    autobuild_poll_interval: parameters.executorPeriodUs * 1000,
    job_hang_detector_interval: parameters.reaperPeriodUs * 1000,
    agent_stat_refresh_interval: 30 * SECOND_NS,
    provisioner: {
      // Each replica has its own.
      daemons: Math.ceil((parameters.provisioners + tagged) / parameters.replicas),
      daemon_types: [...provisionerTypes(deployment)],
      daemon_poll_interval: SECOND_NS,
      daemon_poll_jitter: SECOND_NS / 10,
      force_cancel_interval: 600 * SECOND_NS,
      daemon_psk: '',
    },
    rate_limit: { disable_all: apiLimiter.isOff, api: apiLimiter.limit },
    experiments: [...experiments],
    session_lifetime: {
      default_duration: SESSION_SECONDS * SECOND_NS,
      refresh_default_duration: 30 * 24 * 3600 * SECOND_NS,
      default_token_lifetime: TOKEN_SECONDS * SECOND_NS,
      max_token_lifetime: MAX_MEMBER_TOKEN_SECONDS * SECOND_NS,
      max_admin_token_lifetime: TOKEN_SECONDS * SECOND_NS,
    },
    ...(options.passwordAuth === false ? { disable_password_auth: true } : {}),
    ...(options.allowWorkspaceRenames === true ? { allow_workspace_renames: true } : {}),
  };
  return { config, options: optionsOf(config) };
}

/** The options that can be set here, and what they are set to. A Coder server lists all of its own, 285 of them. */
function optionsOf(config: DeploymentConfigJson['config']): OptionJson[] {
  const { provisioner, rate_limit: rateLimit } = config;
  return [
    option({
      name: 'Access URL',
      description: 'Where clients reach the deployment.',
      flag: 'access-url',
      yaml: 'accessURL',
      value: config.access_url,
    }),
    option({
      name: 'Autobuild Poll Interval',
      description: 'How often schedules are looked at.',
      flag: 'autobuild-poll-interval',
      yaml: 'autobuildPollInterval',
      default: '1m0s',
      value: config.autobuild_poll_interval,
    }),
    option({
      name: 'Job Reaper Detect Interval',
      description: 'How often jobs are looked for that nobody works on.',
      flag: 'job-hang-detector-interval',
      yaml: 'jobHangDetectorInterval',
      default: '1m0s',
      value: config.job_hang_detector_interval,
    }),
    option({
      name: 'Provisioner Daemons',
      description: 'How many provisioners each replica has built in.',
      flag: 'provisioner-daemons',
      yaml: 'daemons',
      default: '3',
      value: provisioner.daemons,
    }),
    option({
      name: 'API Rate Limit',
      description: 'How many requests a user may send to one path within a minute.',
      flag: 'api-rate-limit',
      default: '512',
      value: rateLimit.api,
    }),
    option({
      name: 'Disable All Rate Limits',
      description: 'Lifts all limits on the number of requests.',
      flag: 'dangerous-disable-rate-limits',
      value: rateLimit.disable_all,
    }),
    option({
      name: 'Experiments',
      description: 'Which experiments are on.',
      flag: 'experiments',
      yaml: 'experiments',
      value: config.experiments,
    }),
  ];
}

/** An option; the name of its environment variable follows from its flag. */
function option(given: Omit<OptionJson, 'env'>): OptionJson {
  return { ...given, env: `CODER_${given.flag.toUpperCase().replaceAll('-', '_')}` };
}
