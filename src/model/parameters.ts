import { type Distribution, distributionProblem } from '../stats/index.js';
import { ConfigError, type Transition } from '../storm/index.js';

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
  /** Provisioners of the whole deployment, one job each; 0 means that nothing is ever built. */
  readonly provisioners: number;
  /** Job started to job completed, the server's own part included. */
  readonly serviceTime: Readonly<Record<Transition, Distribution>>;
  /** Job created to job started, when a provisioner is idle. */
  readonly pickUp: Distribution;
  /** A provisioner's end of one job to its start of the next, when jobs wait. */
  readonly handOff: Distribution;
  /** Cancellation asked for to running job ended; a job that ends by itself before keeps its own end. */
  readonly cancelNotice: Distribution;
  /** Probability that a job fails at the end of its service time. */
  readonly failureRate: Readonly<Record<Transition, number>>;
  /** Age from which the reaper ends a pending job. */
  readonly pendingReapUs: number;
  readonly reaperPeriodUs: number;
}

const MS = 1_000;
const SECOND = 1_000 * MS;
const MINUTE = 60 * SECOND;

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
 * | pick-up 5 ms | measured: created to started, idle machine (45 to 60 ms under load) |
 * | hand-off p50 12 ms, p95 75 ms | measured: 12 to 13 ms, 60 to 90 ms |
 * | cancel notice 1 s | contract: a provisioner learns of it with its update, once a second |
 * | failure rate 0 | a healthy template |
 * | reaper: pending for 30 min, every 60 s | contract; measured |
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
    provisioners: 3,
    serviceTime: {
      start: { kind: 'lognormal', p50: 45 * SECOND, p95: 90 * SECOND },
      stop: { kind: 'lognormal', p50: 10 * SECOND, p95: 20 * SECOND },
      delete: { kind: 'lognormal', p50: 10 * SECOND, p95: 20 * SECOND },
    },
    pickUp: { kind: 'constant', value: 5 * MS },
    handOff: { kind: 'lognormal', p50: 12 * MS, p95: 75 * MS },
    cancelNotice: { kind: 'constant', value: SECOND },
    failureRate: { start: 0, stop: 0, delete: 0 },
    pendingReapUs: 30 * MINUTE,
    reaperPeriodUs: MINUTE,
    ...overrides,
  };
  const problems = problemsOf(parameters);
  if (problems.length > 0) throw new ConfigError(problems);
  return Object.freeze(parameters);
}

function problemsOf(p: StormModelParameters): string[] {
  const problems: string[] = [];
  const whole = (name: string, value: number, min: number) => {
    if (!Number.isSafeInteger(value) || value < min) {
      problems.push(`${name}: must be a whole number from ${min}; got ${value}`);
    }
  };
  whole('startUs', p.startUs, 0);
  whole('replicas', p.replicas, 1);
  whole('executorPeriodUs', p.executorPeriodUs, 1);
  whole('executorConcurrency', p.executorConcurrency, 1);
  whole('provisioners', p.provisioners, 0);
  whole('pendingReapUs', p.pendingReapUs, 1);
  whole('reaperPeriodUs', p.reaperPeriodUs, 1);
  problems.push(...tickPhaseProblems(p));
  const distributions: readonly (readonly [string, Distribution])[] = [
    ['creation', p.creation],
    ['recheck', p.recheck],
    ['serviceTime.start', p.serviceTime.start],
    ['serviceTime.stop', p.serviceTime.stop],
    ['serviceTime.delete', p.serviceTime.delete],
    ['pickUp', p.pickUp],
    ['handOff', p.handOff],
    ['cancelNotice', p.cancelNotice],
  ];
  for (const [name, distribution] of distributions) {
    const problem = distributionProblem(distribution);
    if (problem !== null) problems.push(`${name}: ${problem}`);
  }
  for (const transition of ['start', 'stop', 'delete'] as const) {
    const rate = p.failureRate[transition];
    if (!(rate >= 0 && rate <= 1)) {
      problems.push(`failureRate.${transition}: must be a probability in [0, 1], e.g. 0.02; got ${rate}`);
    }
  }
  return problems;
}

function tickPhaseProblems(p: StormModelParameters): string[] {
  const phases = p.tickPhasesUs;
  if (phases === null) return [];
  const problems: string[] = [];
  if (phases.length !== p.replicas) {
    problems.push(`tickPhasesUs: needs one phase for each of ${p.replicas} replicas; got ${phases.length}`);
  }
  for (const phase of phases) {
    if (!Number.isSafeInteger(phase) || phase < 0 || phase >= p.executorPeriodUs) {
      problems.push(
        `tickPhasesUs: must be whole microseconds from 0, below the executor's period; got ${phase}`,
      );
    }
  }
  return problems;
}
