import { switchFlag, textFlag } from './flag.js';

/** Flags of every command that keeps or reads a journal. */
export const sharedFlags = {
  yes: switchFlag({
    name: 'yes',
    short: 'y',
    env: 'NINEAM_YES',
    group: 'Safety:',
    description: 'go on where a question would be asked',
  }),
  stateDir: textFlag({
    name: 'state-dir',
    env: 'NINEAM_STATE_DIR',
    group: 'Safety:',
    placeholder: '<dir>',
    description: 'folder of the journals',
    defaultText: '$XDG_STATE_HOME/nineam or ~/.local/state/nineam',
  }),
  noProgress: switchFlag({
    name: 'no-progress',
    env: 'NINEAM_NO_PROGRESS',
    group: 'Output:',
    description: 'show no progress while it runs',
  }),
};
