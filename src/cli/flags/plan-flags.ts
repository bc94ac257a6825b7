import {
  formatNames,
  type OutputSpec,
  PLAN_FORMATS,
  type PlanFormat,
  parseSpecOf,
} from '../../report/index.js';
import { parseThreshold } from '../../thresholds/index.js';
import { capacityFlags } from './capacity-flags.js';
import { deploymentFlags } from './deployment-flags.js';
import { embeddedFlags } from './embedded-flags.js';
import {
  countFlag,
  durationFlag,
  type Flag,
  listFlag,
  numberFlag,
  percentFlag,
  switchFlag,
  textFlag,
} from './flag.js';
import {
  parseAxis,
  parseMetric,
  parseProvisioners,
  parseSince,
  parseTimeOfDay,
  parseValues,
} from './plan-values.js';
import { parseZone } from './population-flags.js';
import { runFlags } from './run-flags.js';
import { sharedFlags } from './shared-flags.js';

const who = 'Who is due:';
const work = 'Provisioners and builds:';
const past = 'What is known of the past:';
const goal = 'Targets:';
const method = 'Method:';

/** A flag of one value with a parser of its own. */
function parsed<Value, Fallback extends Value | null>(
  spelling: Parameters<typeof textFlag>[0],
  fallback: Fallback,
  parse: (text: string) => Value,
): Flag<Value | Fallback> {
  return { ...textFlag(spelling), fallback, parse: (texts) => parse(texts.at(-1) ?? '') };
}

const dueFlags = {
  workspaceCount: {
    ...runFlags.workspaceCount,
    group: who,
    description: 'workspaces that are due; without it those of --census, or as many as in the run of --from',
  },
  dueAtMinutes: parsed(
    {
      name: 'due-at',
      group: who,
      placeholder: '<HH:MM>',
      description: 'when they are due, with --workspace-count',
      defaultText: '09:00',
    },
    9 * 60,
    parseTimeOfDay,
  ),
  template: {
    ...runFlags.template,
    group: who,
    description: 'template of --workspace-count, where the history has several',
  },
  scheduleWindowMs: { ...runFlags.scheduleWindowMs, group: who },
  census: textFlag({
    name: 'census',
    group: who,
    placeholder: '<file.csv>',
    description:
      'schedules instead, a line a workspace: columns workspace, schedule, owner, template, time_zone, owner_status',
  }),
  day: textFlag({
    name: 'day',
    group: who,
    placeholder: '<2026-11-23>',
    description: 'the morning that is meant; with a census it decides who is due',
    defaultText: 'the next one from Monday to Friday with --from-deployment, else any',
  }),
  timeZone: parsed(
    {
      name: 'time-zone',
      group: who,
      placeholder: '<zone>',
      description: 'IANA time zone of --day, of --due-at and of the times of --provisioners',
      defaultText: 'UTC',
    },
    'UTC',
    parseZone,
  ),
  mornings: countFlag({
    name: 'mornings',
    group: who,
    description: 'days in a row: who was not started on one is not on the next',
    min: 1,
    max: 31,
    fallback: 1,
    defaultText: '1',
  }),
};

const provisionersFlag = parsed(
  {
    name: 'provisioners',
    env: 'NINEAM_PROVISIONERS',
    group: work,
    placeholder: '<n[,8:50=n][,+3m=n]>',
    description:
      'provisioners, each with one job at a time; then others from a time of day on, or some time after the first due minute',
    defaultText: 'those that took a job in the history',
  },
  null,
  parseProvisioners,
);

const buildFlags = {
  serviceTimes: {
    ...embeddedFlags.serviceTimes,
    group: work,
    defaultText: 'of the history, else start:p50=45s,p95=90s',
  },
  failureRate: { ...embeddedFlags.failureRate, group: work, defaultText: 'of the history, else 0' },
  creationRate: { ...capacityFlags.creationRate, group: work, defaultText: 'of the history, else 76' },
  replicas: { ...embeddedFlags.replicas, group: work },
  tickPhases: { ...embeddedFlags.tickPhases, group: work, defaultText: 'drawn anew for each morning' },
  waitForAgents: { ...runFlags.waitForAgents, group: work },
  queuedJobs: countFlag({
    name: 'queued-jobs',
    group: work,
    description: 'jobs that are queued already when the first minute of a morning begins',
    min: 0,
    max: 1_000_000,
    fallback: 0,
    defaultText: '0',
  }),
  backgroundBuildsPerMinute: numberFlag({
    name: 'background-builds-per-minute',
    group: work,
    description: 'builds that others ask for at any time, on average',
    min: 0,
    max: 100_000,
    fallback: 0,
    defaultText: '0',
  }),
};

const historyFlags = {
  from: textFlag({
    name: 'from',
    group: past,
    placeholder: '<run|file.csv>',
    description:
      'how builds go, from a finished run (its id, a path, "last") or a CSV of build rows (`serve --export-builds`, `--output csv`)',
  }),
  fromDeployment: switchFlag({
    name: 'from-deployment',
    group: past,
    description:
      "how builds go, and who is due, from a deployment's own history and schedules; changes nothing there",
  }),
  sinceMs: parsed(
    {
      name: 'since',
      group: past,
      placeholder: '<14d>',
      description: 'how far back its history is read',
      defaultText: '14d',
    },
    14 * 86_400_000,
    parseSince,
  ),
};

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

const targetFlags = {
  targets: listFlag({
    name: 'target',
    group: goal,
    placeholder: '<metric><op><value>',
    description: "what must hold, in the words of thresholds, e.g. 'ready_worst_p95<5m' or 'usable>=99%'",
    parseItem: parseThreshold,
  }),
  confidencePercent: percentFlag({
    name: 'confidence',
    group: goal,
    description: 'share of the simulated mornings on which all targets must hold',
    fallback: 95,
    defaultText: '95%',
  }),
};

const keptHours = durationFlag({
  name: 'kept-for',
  group: goal,
  description: 'how long provisioners are kept on a morning: what they cost',
  minMs: 60_000,
  fallback: 3_600_000,
  defaultText: '1h',
});

const metricFlag = parsed(
  {
    name: 'metric',
    group: goal,
    placeholder: '<latency_percentile>',
    description: 'what is shown, in the words of thresholds: a latency with p50, p95, p99 or max',
    defaultText: 'ready_worst_p95',
  },
  { latency: 'ready_worst', percentile: 'p95' } as const,
  parseMetric,
);

/** Flags of every question that a plan answers. */
const sourceFlags = { ...dueFlags, ...buildFlags, ...historyFlags };

/** Every flag of `nineam plan predict`. */
export const predictFlags = {
  ...sourceFlags,
  provisioners: provisionersFlag,
  ...targetFlags,
  seed: seedFlag,
  replications: replicationsFlag(100),
  ...endFlags,
};

/** Every flag of `nineam plan capacity`. */
export const planCapacityFlags = {
  ...sourceFlags,
  ...targetFlags,
  keptForMs: keptHours,
  seed: seedFlag,
  replications: replicationsFlag(100),
  ...endFlags,
};

/** Every flag of `nineam plan stagger`. */
export const staggerFlags = {
  ...sourceFlags,
  provisioners: provisionersFlag,
  ...targetFlags,
  mostMs: durationFlag({
    name: 'most',
    group: goal,
    description: 'the widest window that people would put up with, in whole minutes',
    minMs: 60_000,
    fallback: 3_600_000,
    defaultText: '1h',
  }),
  seed: seedFlag,
  replications: replicationsFlag(100),
  ...endFlags,
};

/** Every flag of `nineam plan knee`. */
export const kneeFlags = {
  ...sourceFlags,
  counts: parsed(
    {
      name: 'counts',
      group: work,
      placeholder: '<from..to:step>',
      description: 'numbers of provisioners to look at, as from..to:step or a,b,c',
      defaultText: 'twelve, from 20 minutes of work for each to one',
    },
    null,
    parseValues,
  ),
  metric: metricFlag,
  keptForMs: keptHours,
  seed: seedFlag,
  replications: replicationsFlag(30),
  ...endFlags,
};

/** Every flag of `nineam plan sweep`. */
export const sweepFlags = {
  ...sourceFlags,
  provisioners: provisionersFlag,
  rows: parsed(
    {
      name: 'rows',
      group: goal,
      placeholder: '<input=values>',
      description: 'an input and its values, e.g. provisioners=50..200:25 or window_minutes=0,5,10',
    },
    null,
    parseAxis,
  ),
  columns: parsed(
    {
      name: 'columns',
      group: goal,
      placeholder: '<input=values>',
      description: 'another input and its values',
    },
    null,
    parseAxis,
  ),
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
    group: work,
    description: 'provisioners, each with one job at a time',
    min: 1,
    max: 100_000,
    fallback: null,
    defaultText: 'those that took a job in the storm',
  }),
  replicas: buildFlags.replicas,
  maxErrorPercent: percentFlag({
    name: 'max-error',
    group: goal,
    description: 'how far off a figure may be; the exit code is 5 if one is farther off',
    fallback: null,
  }),
  seed: seedFlag,
  replications: replicationsFlag(30),
  outputs,
  stateDir: sharedFlags.stateDir,
};

/** What every question has beside its own. */
export type SourceFlags = typeof sourceFlags & typeof endFlags & { readonly seed: typeof seedFlag };
