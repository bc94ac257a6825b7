import { CLEANUP_CHOICES } from '../../run/index.js';
import { AGENT_WAITS } from '../../storm/index.js';
import { parseAbortCondition, parseThreshold } from '../../thresholds/index.js';
import { cleanupFlags } from './cleanup-flags.js';
import { deploymentFlags, parsePair } from './deployment-flags.js';
import { embeddedFlags } from './embedded-flags.js';
import { choiceFlag, countFlag, durationFlag, listFlag, percentFlag, switchFlag, textFlag } from './flag.js';
import { outputFlag } from './output-flag.js';
import { sharedFlags } from './shared-flags.js';
import { telemetryFlags } from './telemetry-flags.js';
import { uiFlags } from './ui-flags.js';

const storm = 'Storm:';
const limits = 'Time limits (on the clock of the deployment):';

/** Every flag of `nineam run`. */
export const runFlags = {
  workspaceCount: countFlag({
    name: 'workspace-count',
    short: 'c',
    env: 'CODER_SCALETEST_WORKSPACE_COUNT',
    group: storm,
    description: 'workspaces to create, each with a user of its own (required; 100 with --embedded)',
    min: 1,
    max: 100_000,
    fallback: null,
  }),
  template: textFlag({
    name: 'template',
    short: 't',
    env: 'CODER_SCALETEST_TEMPLATE',
    group: storm,
    placeholder: '<name|id>',
    description: 'template of the workspaces (required; not with --embedded)',
  }),
  parameters: listFlag({
    name: 'parameter',
    env: 'CODER_RICH_PARAMETER',
    group: storm,
    placeholder: '<name=value>',
    description: 'rich parameter of the template',
    secret: true,
    parseItem: parsePair,
  }),
  richParameterFile: textFlag({
    name: 'rich-parameter-file',
    env: 'CODER_RICH_PARAMETER_FILE',
    group: storm,
    placeholder: '<file>',
    description: 'file of rich parameters: one "name: value" a line, or a JSON object',
  }),
  scheduleWindowMs: durationFlag({
    name: 'schedule-window',
    env: 'NINEAM_SCHEDULE_WINDOW',
    group: storm,
    description: 'spread the starts over the minutes of this window, each by a hash of its number',
    fallback: 0,
    defaultText: '0s: all in the same minute',
  }),
  autostartDelayMs: durationFlag({
    name: 'autostart-delay',
    env: 'CODER_SCALETEST_AUTOSTART_DELAY',
    group: storm,
    description: 'how long after all are stopped they are scheduled to start, at least',
    minMs: 120_000,
    fallback: 120_000,
    defaultText: '2m',
  }),
  resume: textFlag({
    name: 'resume',
    group: storm,
    placeholder: '<run|last>',
    description:
      'go on with a run that was killed or interrupted, with the flags that its journal holds; before its minute with a new minute, else to its report',
  }),
  waitForAgents: choiceFlag({
    name: 'wait-for-agents',
    env: 'NINEAM_WAIT_FOR_AGENTS',
    group: storm,
    choices: AGENT_WAITS,
    fallback: 'ready',
    description:
      'when a workspace is usable: its agents have connected, are ready, or (none) its build has succeeded; without agents always the last',
  }),
  predict: switchFlag({
    name: 'predict',
    env: 'NINEAM_PREDICT',
    group: storm,
    description: 'predict the storm from what preflight sees, and say after it how far off that was',
  }),
  userAuth: choiceFlag({
    name: 'user-auth',
    env: 'NINEAM_USER_AUTH',
    group: storm,
    choices: ['auto', 'password', 'none'],
    fallback: 'auto',
    description: 'created users log in with a password, or never (the owner acts for them)',
  }),
  updates: choiceFlag({
    name: 'updates',
    env: 'NINEAM_UPDATES',
    group: storm,
    choices: ['auto', 'watch-all', 'poll'],
    fallback: 'auto',
    description: 'how builds are followed: one socket for all, or counting polls',
  }),
  setupConcurrency: countFlag({
    name: 'setup-concurrency',
    env: 'NINEAM_SETUP_CONCURRENCY',
    group: storm,
    description: 'builds in flight during set-up, at most, even where more provisioners are alive',
    min: 1,
    max: 100_000,
    fallback: null,
    defaultText: 'the live provisioners, as they come and go',
  }),
  workspaceJobTimeoutMs: durationFlag({
    name: 'workspace-job-timeout',
    env: 'CODER_SCALETEST_WORKSPACE_JOB_TIMEOUT',
    group: limits,
    description: 'one start or stop of the set-up',
    minMs: 1_000,
    fallback: 300_000,
    defaultText: '5m',
  }),
  autostartBuildTimeoutMs: durationFlag({
    name: 'autostart-build-timeout',
    env: 'CODER_SCALETEST_AUTOSTART_BUILD_TIMEOUT',
    group: limits,
    description:
      'from the scheduled minute to the end of the autostart build; must exceed --workspace-job-timeout',
    minMs: 1_000,
    fallback: 900_000,
    defaultText: '15m',
  }),
  agentTimeoutMs: durationFlag({
    name: 'agent-timeout',
    env: 'NINEAM_AGENT_TIMEOUT',
    group: limits,
    description: 'from the end of an autostart build until its agents are as far as --wait-for-agents says',
    minMs: 1_000,
    fallback: 300_000,
    defaultText: '5m',
  }),
  timeoutMs: durationFlag({
    name: 'timeout',
    env: 'CODER_SCALETEST_TIMEOUT',
    group: limits,
    description: 'the whole storm, cleanup not included; 0 = none',
    fallback: 0,
    defaultText: '0s',
  }),
  jobTimeoutMs: durationFlag({
    name: 'job-timeout',
    env: 'CODER_SCALETEST_JOB_TIMEOUT',
    group: limits,
    description: 'the set-up of one workspace, waiting for its turn not included; 0 = none',
    fallback: 0,
    defaultText: '0s',
  }),
  outputs: { ...outputFlag, env: 'CODER_SCALETEST_OUTPUTS' },
  thresholds: listFlag({
    name: 'threshold',
    env: 'NINEAM_THRESHOLDS',
    group: 'Thresholds:',
    placeholder: '<metric><op><value>',
    description:
      "what must hold, e.g. 'ready_worst_p95<5m', 'usable>=99%' or 'missed==0'; the exit code is 5 if it does not, or if nothing was measured",
    parseItem: parseThreshold,
  }),
  cleanup: choiceFlag({
    name: 'cleanup',
    env: 'NINEAM_CLEANUP',
    group: 'Cleanup:',
    choices: CLEANUP_CHOICES,
    fallback: 'always',
    description:
      'remove users and workspaces at the end: always, only when the exit code is 0 (else they stay to be looked at), or never; schedules are cleared all the same',
  }),
  noCleanup: switchFlag({
    name: 'no-cleanup',
    env: 'CODER_SCALETEST_NO_CLEANUP',
    group: 'Cleanup:',
    description: 'the same as --cleanup never',
  }),
  ...cleanupFlags,
  abortConditions: listFlag({
    name: 'abort-if',
    env: 'NINEAM_ABORT_IF',
    group: 'Safety:',
    placeholder: '<metric><op><value>',
    description:
      "stop the run when it hurts, e.g. 'failed_rate>20%', 'request_error_rate>10%' or 'request_p95>2s': nothing more is begun, what is known is reported, everything is removed; the exit code is 5",
    parseItem: parseAbortCondition,
  }),
  provisionersShare: percentFlag({
    name: 'max-provisioners-share',
    env: 'NINEAM_MAX_PROVISIONERS_SHARE',
    group: 'Safety:',
    description:
      'of the live provisioners occupy at most this share: bounds set-up and cleanup; a storm that would take more is refused before anything is created',
    fallback: null,
  }),
  skipPreflight: listFlag({
    name: 'skip-preflight',
    env: 'NINEAM_SKIP_PREFLIGHT',
    group: 'Safety:',
    placeholder: '<check>',
    description: 'do not let this check refuse the run; it is named in the refusal',
    parseItem: (text) => text,
  }),
  embedded: switchFlag({
    name: 'embedded',
    env: 'NINEAM_EMBEDDED',
    group: 'Embedded deployment:',
    description: 'run against a deployment inside this process; nothing else is needed',
  }),
  ...embeddedFlags,
  ...deploymentFlags,
  ...telemetryFlags,
  ...uiFlags,
  ...sharedFlags,
};
