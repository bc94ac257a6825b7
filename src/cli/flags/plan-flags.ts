import {
  formatNames,
  type OutputSpec,
  PLAN_FORMATS,
  type PlanFormat,
  parseSpecOf,
} from '../../report/index.js';
import { deploymentFlags } from './deployment-flags.js';
import { countFlag, type Flag, listFlag, textFlag } from './flag.js';
import {
  askedProvisionersFlags,
  buildFlags,
  provisionersFlags,
  sweptProvisionersFlags,
} from './plan-build-flags.js';
import { dueFlags } from './plan-due-flags.js';
import {
  axisFlags,
  keptForFlag,
  kneeCountsFlag,
  maxErrorFlag,
  metricFlag,
  mostFlag,
  targetFlags,
} from './plan-goal-flags.js';
import { historyFlags } from './plan-history-flags.js';
import { sharedFlags } from './shared-flags.js';

const method = 'Method:';

const seedFlag = {
  ...textFlag({
    name: 'seed',
    env: 'NINEAM_SEED',
    group: method,
    placeholder: '<text>',
    description: 'what random draws are made from: the same gives the same output',
    defaultText: 'nineam',
  }),
  fallback: 'nineam',
  parse: (texts: readonly string[]) => texts.at(-1) ?? '',
};

function replicationsFlag(usual: number) {
  return countFlag({
    name: 'replications',
    group: method,
    description: 'mornings that are simulated for each plan',
    min: 1,
    max: 100_000,
    fallback: usual,
    defaultText: String(usual),
  });
}

const outputs: Flag<readonly OutputSpec<PlanFormat>[]> = listFlag<OutputSpec<PlanFormat>>({
  name: 'output',
  group: 'Output:',
  placeholder: '<format[:path]>',
  description: `${formatNames(PLAN_FORMATS)}; to standard output unless a path is given`,
  defaultText: 'text',
  fallback: [{ format: 'text', path: null }],
  parseItem: (text) => parseSpecOf(PLAN_FORMATS, text),
});

const endFlags = {
  outputs,
  url: deploymentFlags.url,
  token: deploymentFlags.token,
  globalConfig: deploymentFlags.globalConfig,
  headers: deploymentFlags.headers,
  requestTimeoutMs: deploymentFlags.requestTimeoutMs,
  requestConcurrency: deploymentFlags.requestConcurrency,
  stateDir: sharedFlags.stateDir,
};

/** Flags of every question that a plan answers. */
const sourceFlags = { ...dueFlags, ...buildFlags, ...historyFlags };

/** Every flag of `nineam plan predict`. */
export const predictFlags = {
  ...sourceFlags,
  ...provisionersFlags,
  ...targetFlags,
  seed: seedFlag,
  replications: replicationsFlag(100),
  ...endFlags,
};

/** Every flag of `nineam plan capacity`. */
export const planCapacityFlags = {
  ...sourceFlags,
  ...askedProvisionersFlags,
  ...targetFlags,
  keptForMs: keptForFlag,
  seed: seedFlag,
  replications: replicationsFlag(100),
  ...endFlags,
};

/** Every flag of `nineam plan stagger`. */
export const staggerFlags = {
  ...sourceFlags,
  ...provisionersFlags,
  ...targetFlags,
  mostMs: mostFlag,
  seed: seedFlag,
  replications: replicationsFlag(100),
  ...endFlags,
};

/** Every flag of `nineam plan knee`. */
export const kneeFlags = {
  ...sourceFlags,
  ...askedProvisionersFlags,
  counts: kneeCountsFlag,
  metric: metricFlag,
  keptForMs: keptForFlag,
  seed: seedFlag,
  replications: replicationsFlag(30),
  ...endFlags,
};

/** Every flag of `nineam plan sweep`. */
export const sweepFlags = {
  ...sourceFlags,
  ...sweptProvisionersFlags,
  ...axisFlags,
  metric: metricFlag,
  seed: seedFlag,
  replications: replicationsFlag(30),
  ...endFlags,
};

/** Every flag of `nineam plan check`. */
export const checkFlags = {
  from: {
    ...historyFlags.from,
    description: 'how builds go, from another run or CSV than the one that is checked',
    defaultText: 'the storm itself',
  },
  provisioners: countFlag({
    name: 'provisioners',
    env: 'NINEAM_PROVISIONERS',
    group: buildFlags.replicas.group,
    description: 'provisioners, each with one job at a time',
    min: 1,
    max: 100_000,
    fallback: null,
    defaultText: 'those that took a job in the storm',
  }),
  replicas: buildFlags.replicas,
  maxErrorPercent: maxErrorFlag,
  seed: seedFlag,
  replications: replicationsFlag(30),
  outputs,
  stateDir: sharedFlags.stateDir,
};

/** What every question has beside its own. */
export type SourceFlags = typeof sourceFlags & typeof endFlags & { readonly seed: typeof seedFlag };
