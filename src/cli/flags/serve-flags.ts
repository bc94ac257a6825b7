import { embeddedFlags } from './embedded-flags.js';
import { switchFlag, textFlag } from './flag.js';
import { clockFlags, faultFlags, policyFlags, stateFlags } from './server-flags.js';

const group = 'Server:';

/** Every flag of `nineam serve`. */
export const serveFlags = {
  address: textFlag({
    name: 'address',
    env: 'NINEAM_ADDRESS',
    group,
    placeholder: '<host:port>',
    description: 'where to listen; port 0 takes a free one',
    defaultText: '127.0.0.1:0',
  }),
  allowRemote: switchFlag({
    name: 'allow-remote',
    env: 'NINEAM_ALLOW_REMOTE',
    group,
    description: 'listen on an address that other machines reach; tokens travel in the clear',
  }),
  readyFile: textFlag({
    name: 'ready-file',
    env: 'NINEAM_READY_FILE',
    group,
    placeholder: '<file>',
    description: 'write {url, token, organization_id, templates} here while it listens (mode 0600)',
  }),
  ...clockFlags,
  ...stateFlags,
  ...embeddedFlags,
  ...policyFlags,
  ...faultFlags,
};
