import type { Distribution } from '../stats/index.js';
import { ConfigError, type Transition } from '../storm/index.js';
import { parameterProblems } from './parameter-problems.js';
import type { ProvisionerTags } from './provisioner.js';
import { type ModelTemplate, PLAIN_TEMPLATE } from './template.js';

/** Provisioners of one kind. */
export interface TaggedProvisioners {
  readonly count: number;
  readonly tags: ProvisionerTags;
}

/** A change of the provisioners during a run, some time after the deployment came up. */
export type ProvisionerChange = { readonly afterUs: number } & (
  | ({ readonly kind: 'add' } & TaggedProvisioners)
  /** Idle ones first; busy ones finish their job. */
  | { readonly kind: 'remove'; readonly count: number }
  /** Busy ones first; they hold their job until the reaper ends it. */
  | { readonly kind: 'die'; readonly count: number }
);

/** A way for a build to fail. */
export interface FailureCause {
  /** How often among the failures, relative to the other causes. */
  readonly weight: number;
  /**
   * `reported`: at the end of its service, and told like any end. `unreported`: the same, told to nobody but the
   * followers of its log. `preparation`: as soon as a provisioner takes it, told to nobody but the followers.
   */
  readonly kind: 'reported' | 'unreported' | 'preparation';
  readonly error: string;
  readonly errorCode: string | null;
}

/**
 * The deployment that the model imitates. Times are whole microseconds; distributions are of microseconds.
 * "Measured" below means: on a real server of the 2.34 release line, one replica, 2 cores shared by server,
 * database and load generator. Shapes and ratios carry over to other machines, absolute times do not.
 */
export interface StormModelParameters {
  /** Any text; the same seed and the same commands give the same records. */
  readonly seed: string;
  /** When the deployment comes up, since the epoch. */
  readonly startUs: number;
  /** Server processes, each with its own executor and its own reaper; from 1. */
  readonly replicas: number;
  /**
   * When each replica's executor ticks: time since the epoch modulo the period, in [0, period), one for each
   * replica; with the default period, the time after the whole minute. `null`: drawn from the seed.
   */
  readonly tickPhasesUs: readonly number[] | null;
  readonly executorPeriodUs: number;
  /** Workspaces that one executor works on at a time. */
  readonly executorConcurrency: number;
  /** Transaction time of one started workspace in one slot of the executor. */
  readonly creation: Distribution;
  /** The same of a workspace that turns out not to be started. */
  readonly recheck: Distribution;
  /** Probability that a tick of an executor does not happen. */
  readonly lostTickRate: number;
  /** Untagged provisioners of the whole deployment, one job each. */
  readonly provisioners: number;
  /** Others, after the untagged ones. */
  readonly taggedProvisioners: readonly TaggedProvisioners[];
  /** In any order; those at the same time happen in the order given. */
  readonly provisionerChanges: readonly ProvisionerChange[];
  /** What workspaces are made from; they name it by its index. */
  readonly templates: readonly ModelTemplate[];
  /** What a provisioner takes for a job. */
  readonly serviceTime: Readonly<Record<Transition, Distribution>>;
  /** The same of a start that fails at the end of it, of whatever template; `null`: as of one that succeeds. */
  readonly failedStartTime: Distribution | null;
  /** What the server adds to that from job started to job completed. */
  readonly completion: Distribution;
  /** Job created to job started, when a provisioner is idle. */
  readonly pickUp: Distribution;
  /**
   * Share of the builds that an idle provisioner takes at once whose start lies before their creation, by 1 to 195 ms:
   * the raw times of a real server have such, too.
   */
  readonly earlyStartRate: number;
  /** A provisioner's end of one job to its start of the next, when jobs wait. */
  readonly handOff: Distribution;
  /** Cancellation asked for to running job ended; a job that ends by itself before keeps its own end. */
  readonly cancelNotice: Distribution;
  /** Probability that the posting of a job wakes no provisioner. */
  readonly lostNotificationRate: number;
  /** How often idle provisioners look for jobs that nobody told them of. */
  readonly backupPollUs: number;
  /** Probability that a job fails. */
  readonly failureRate: Readonly<Record<Transition, number>>;
  /** How it fails then. */
  readonly failureCauses: readonly FailureCause[];
  /** How often a provisioner reports that it lives. */
  readonly heartbeatUs: number;
  /** How long it counts as live after a report. */
  readonly livenessUs: number;
  /** Age from which the reaper ends a pending job. */
  readonly pendingReapUs: number;
  /** How long after its provisioner's death the reaper ends a running job. */
  readonly hungReapUs: number;
  readonly reaperPeriodUs: number;
  /** What `takePublications` gives: only the updates of builds, or everything that a deployment tells. */
  readonly publishes: 'builds' | 'everything';
}

const MS = 1_000;
const SECOND = 1_000 * MS;
const MINUTE = 60 * SECOND;

const REPORTED: FailureCause = {
  weight: 1,
  kind: 'reported',
  error: 'the build failed: simulated by the failure rate',
  errorCode: null,
};

/**
 * A complete set of parameters.
 *
 * | default | source |
 * |---|---|
 * | 1 replica, 3 provisioners | Coder's own defaults (contract, daemons) |
 * | executor: 60 s, phase from process start, 10 at a time | contract, executor |
 * | creation p50 120 ms, p95 240 ms | measured: 66 to 85 builds/s by ten slots; this gives 76/s |
 * | recheck 20 ms | assumed: a sixth of a creation, for reading without writing; never measured |
 * | service time start 45 s / 90 s, stop and delete 10 s / 20 s (p50 / p95) | assumed: a middling template; `plan` takes the real one's |
 * | completion 60 ms | measured: 50 to 80 ms under load (25 ms idle) |
 * | pick-up 5 ms | measured: created to started, idle machine (45 to 60 ms under load) |
 * | early starts 11 of 6,700, evenly from 1 to 195 ms early | measured, of all builds of one server; how they are spread between is assumed |
 * | hand-off p50 12 ms, p95 75 ms | measured: 12 to 13 ms, 60 to 90 ms |
 * | cancel notice 1 s | contract: a provisioner learns of it with its update, once a second |
 * | backup poll 30 s | contract, posting and acquiring |
 * | lost ticks 0, lost notifications 0, failure rate 0 | a healthy deployment and template |
 * | heartbeat 60 s, live for 90 s | contract, daemons |
 * | reaper: pending for 30 min, hung for 5 min, every 60 s | contract; measured |
 *
 * @throws ConfigError with every problem at once.
 */
export function stormModelParameters(
  overrides: Partial<StormModelParameters> & { seed: string; startUs: number },
): StormModelParameters {
  const parameters: StormModelParameters = {
    replicas: 1,
    tickPhasesUs: null,
    executorPeriodUs: MINUTE,
    executorConcurrency: 10,
    creation: { kind: 'lognormal', p50: 120 * MS, p95: 240 * MS },
    recheck: { kind: 'constant', value: 20 * MS },
    lostTickRate: 0,
    provisioners: 3,
    taggedProvisioners: [],
    provisionerChanges: [],
    templates: [PLAIN_TEMPLATE],
    serviceTime: {
      start: { kind: 'lognormal', p50: 45 * SECOND, p95: 90 * SECOND },
      stop: { kind: 'lognormal', p50: 10 * SECOND, p95: 20 * SECOND },
      delete: { kind: 'lognormal', p50: 10 * SECOND, p95: 20 * SECOND },
    },
    failedStartTime: null,
    completion: { kind: 'constant', value: 60 * MS },
    pickUp: { kind: 'constant', value: 5 * MS },
    earlyStartRate: 11 / 6700,
    handOff: { kind: 'lognormal', p50: 12 * MS, p95: 75 * MS },
    cancelNotice: { kind: 'constant', value: SECOND },
    lostNotificationRate: 0,
    backupPollUs: 30 * SECOND,
    failureRate: { start: 0, stop: 0, delete: 0 },
    failureCauses: [REPORTED],
    heartbeatUs: MINUTE,
    livenessUs: 90 * SECOND,
    pendingReapUs: 30 * MINUTE,
    hungReapUs: 5 * MINUTE,
    reaperPeriodUs: MINUTE,
    publishes: 'builds',
    ...overrides,
  };
  const problems = parameterProblems(parameters);
  if (problems.length > 0) throw new ConfigError(problems);
  return Object.freeze(parameters);
}
