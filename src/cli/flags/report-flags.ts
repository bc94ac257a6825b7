import { parseThreshold } from '../../thresholds/index.js';
import { listFlag } from './flag.js';
import { outputFlag } from './output-flag.js';
import { sharedFlags } from './shared-flags.js';

/** Every flag of `nineam report`. No environment: what a run was told to write must not be written over. */
export const reportFlags = {
  outputs: outputFlag,
  thresholds: listFlag({
    name: 'threshold',
    group: 'Thresholds:',
    placeholder: '<metric><op><value>',
    description:
      "held against the run instead of its own, e.g. 'ready_worst_p95<5m'; the exit code is 5 if one does not hold, or if nothing was measured",
    defaultText: "the run's own, which are shown and decide nothing",
    parseItem: parseThreshold,
  }),
  stateDir: sharedFlags.stateDir,
};
