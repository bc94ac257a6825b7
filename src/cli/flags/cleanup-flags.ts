import { countFlag, durationFlag } from './flag.js';

const group = 'Cleanup:';

/** How cleanup goes about it; shared by `run` and `cleanup`, spelled as in `coder exp scaletest`. */
export const cleanupFlags = {
  cleanupConcurrency: countFlag({
    name: 'cleanup-concurrency',
    env: 'CODER_SCALETEST_CLEANUP_CONCURRENCY',
    group,
    description: 'workspaces being deleted at once; 0 = no limit',
    min: 0,
    max: 100_000,
    fallback: null,
    defaultText: 'twice the live provisioners',
  }),
  cleanupTimeoutMs: durationFlag({
    name: 'cleanup-timeout',
    env: 'CODER_SCALETEST_CLEANUP_TIMEOUT',
    group,
    description: 'the whole cleanup; 0 = none',
    fallback: 0,
    defaultText: '0s',
  }),
  cleanupJobTimeoutMs: durationFlag({
    name: 'cleanup-job-timeout',
    env: 'CODER_SCALETEST_CLEANUP_JOB_TIMEOUT',
    group,
    description:
      'one job, counted from its start: a delete beyond it is given up, any other build canceled; 0 = none',
    fallback: 300_000,
    defaultText: '5m',
  }),
};
