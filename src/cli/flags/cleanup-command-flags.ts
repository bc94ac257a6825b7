import { cleanupFlags } from './cleanup-flags.js';
import { deploymentFlags } from './deployment-flags.js';
import { switchFlag, textFlag } from './flag.js';
import { sharedFlags } from './shared-flags.js';

const group = 'Runs:';

/** Every flag of `nineam cleanup`. */
export const cleanupCommandFlags = {
  run: textFlag({
    name: 'run',
    group,
    placeholder: '<id>',
    description: 'only this run, also one that is recorded as clean',
    defaultText: 'every run on the deployment that is not recorded as clean',
  }),
  template: textFlag({
    name: 'template',
    short: 't',
    env: 'CODER_SCALETEST_CLEANUP_TEMPLATE',
    group,
    placeholder: '<name>',
    description: 'only runs of this template',
  }),
  list: switchFlag({ name: 'list', group, description: 'only list what is left, remove nothing' }),
  ...cleanupFlags,
  ...deploymentFlags,
  ...sharedFlags,
};
