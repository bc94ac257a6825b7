import { FAULT_KIND_NAMES, parseFaultRule } from '../../embedded/faults/index.js';
import { embeddedFlags } from './embedded-flags.js';
import { durationFlag, listFlag, switchFlag, textFlag } from './flag.js';

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
    description: 'write {url, token, organization_id, templates} here once it listens (mode 0600)',
  }),
  exportBuilds: textFlag({
    name: 'export-builds',
    env: 'NINEAM_EXPORT_BUILDS',
    group,
    placeholder: '<file.csv>',
    description: 'write every build of the model here at the end',
  }),
  accessLog: textFlag({
    name: 'access-log',
    env: 'NINEAM_ACCESS_LOG',
    group,
    placeholder: '<file>',
    description: 'write one JSON line a request here',
  }),
  noAnnounceClock: switchFlag({
    name: 'no-announce-clock',
    env: 'NINEAM_NO_ANNOUNCE_CLOCK',
    group,
    description: 'do not tell clients its clock: they estimate it as with a real server',
  }),
  faults: listFlag({
    name: 'fault',
    env: 'NINEAM_FAULT',
    group,
    placeholder: '<kind[:name=value,…]>',
    description: `do something wrong on purpose, e.g. drop-update:rate=0.02; kinds: ${FAULT_KIND_NAMES.join(', ')}`,
    parseItem: parseFaultRule,
  }),
  faultLog: textFlag({
    name: 'fault-log',
    env: 'NINEAM_FAULT_LOG',
    group,
    placeholder: '<file>',
    description: 'write one JSON line a fault that happened here',
  }),
  clockOffset: durationFlag({
    name: 'clock-offset',
    env: 'NINEAM_CLOCK_OFFSET',
    group,
    description: 'how far ahead its clock is, without telling anybody; negative: behind',
    fallback: 0,
    defaultText: '0s',
    minMs: -365 * 24 * 3600 * 1000,
  }),
  ...embeddedFlags,
};
