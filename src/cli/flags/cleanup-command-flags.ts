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
    description:
      'only this run, also one that is recorded as clean; the beginning of its id will do, and `last` is the newest',
    defaultText: 'every run on the deployment that is not recorded as clean',
  }),
  scaletest: switchFlag({
    name: 'scaletest',
    group,
    description:
      "whatever bears the names of Coder's load tests, as `coder exp scaletest cleanup`; without --yes, what no " +
      'journal here knows is only listed where nobody can be asked',
  }),
  template: textFlag({
    name: 'template',
    short: 't',
    env: 'CODER_SCALETEST_CLEANUP_TEMPLATE',
    group,
    placeholder: '<name>',
    description: 'only runs of this template; with --scaletest only its workspaces and their owners',
  }),
  list: switchFlag({ name: 'list', group, description: 'only list what is left, remove nothing' }),
  cancelRunning: switchFlag({
    name: 'cancel-running',
    group,
    description:
      'cancel starts and stops that run at once, not only those that run longer than --cleanup-job-timeout; what they were making may be left to nobody',
  }),
  orphan: switchFlag({
    name: 'orphan',
    group,
    description:
      'delete workspaces without destroying them, where no provisioner can; machines and disks stay where they are',
  }),
  ...cleanupFlags,
  ...deploymentFlags,
  ...sharedFlags,
};
