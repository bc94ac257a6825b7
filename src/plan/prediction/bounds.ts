import { type StormModelParameters, stormModelParameters } from '../../model/index.js';
import { type Distribution, meanOf, rankOf } from '../../stats/index.js';
import type { PlanInputs } from './plan-inputs.js';

/**
 * What no number of replications is needed for: times that the end of a morning cannot come before on average, and the
 * wait of a steady load. Microseconds.
 */
export interface ClosedForms {
  /** All work over all provisioners: no schedule of jobs ends before (Graham, SIAM J. Appl. Math. 17, 1969). `null`: none. */
  readonly workUs: number | null;
  /** From the first creation to the last at the pace of the executors' slots, the same bound with them as servers. */
  readonly creationUs: number;
  /** When the last of all would end if every job took the mean and all were created at once; `null` without provisioners. */
  readonly batchDrainUs: number | null;
  /** Mean wait of the background's jobs while nobody is due; `null` where there is none, or more than can be done. */
  readonly backgroundWaitUs: number | null;
}

/**
 * The closed forms of a plan.
 * @param provisioners - Untagged ones; those with tags come on top of them.
 */
export function closedForms(inputs: PlanInputs, provisioners = inputs.provisioners.initial): ClosedForms {
  const parameters = modelOf(inputs);
  const tagged = parameters.taggedProvisioners.reduce((sum, { count }) => sum + count, 0);
  const servers = provisioners + tagged;
  const isOneQueue = parameters.taggedProvisioners.length === 0;
  const jobs = inputs.groups.reduce((sum, { count }) => sum + count, 0);
  const workUs = totalWorkUs(inputs);
  const slots = parameters.executorConcurrency * parameters.replicas;
  const perUs = inputs.background.reduce((sum, { perMinute }) => sum + perMinute, 0) / 60e6;
  return {
    workUs: servers === 0 ? null : workUs / servers,
    creationUs: (jobs * meanOf(parameters.creation)) / slots,
    batchDrainUs: servers === 0 || !isOneQueue ? null : batchDrain(jobs, servers, workUs / jobs, 1),
    backgroundWaitUs:
      perUs === 0 || servers === 0 || !isOneQueue
        ? null
        : leeLongtonWait({
            servers,
            arrivalRate: perUs,
            ...serviceMoments(parameters, inputs.background),
          }),
  };
}

/** What all starts of a morning keep provisioners busy for on average, in microseconds. */
export function totalWorkUs(inputs: PlanInputs): number {
  const parameters = modelOf(inputs);
  return inputs.groups.reduce((sum, g) => sum + g.count * serviceMeanUs(parameters, g.template), 0);
}

/**
 * When a share `p` of jobs that are created at once has ended, if each takes the same time: they end in batches of one
 * for each provisioner.
 */
export function batchDrain(jobs: number, provisioners: number, serviceUs: number, p: number): number {
  return Math.ceil(rankOf(p, jobs) / provisioners) * serviceUs;
}

/** A queue M/G/c: Poisson arrivals, any service times, `servers` alike. All in one unit of time. */
export interface SteadyQueue {
  readonly servers: number;
  readonly arrivalRate: number;
  readonly meanService: number;
  /** Standard deviation of the service times over their mean. */
  readonly serviceVariation: number;
}

/**
 * Mean wait in a queue M/G/c: that of M/M/c (Erlang's C formula) times half of one plus the square of the coefficient of
 * variation (Lee and Longton, Operational Research Quarterly 10, 1959). Exact for one server (Pollaczek and Khinchin)
 * and for exponential service times; else an approximation.
 * @returns `null` where more arrives than can be served, so that the queue grows for ever.
 */
export function leeLongtonWait(queue: SteadyQueue): number | null {
  const { arrivalRate, meanService, servers, serviceVariation } = queue;
  const offered = arrivalRate * meanService;
  if (offered >= servers) return null;
  // Erlang's B by its recursion, which neither overflows nor cancels.
  let blocked = 1;
  for (let n = 1; n <= servers; n++) blocked = (offered * blocked) / (n + offered * blocked);
  const waits = blocked / (1 - (offered / servers) * (1 - blocked));
  const waitOfExponential = (waits * meanService) / (servers - offered);
  return (waitOfExponential * (1 + serviceVariation ** 2)) / 2;
}

function modelOf({ parameters }: PlanInputs): StormModelParameters {
  return stormModelParameters({ ...parameters, seed: '', startUs: 0 });
}

function startTime({ serviceTime, templates }: StormModelParameters, template: number): Distribution {
  return (templates[template]?.serviceTime ?? serviceTime).start;
}

/** What a provisioner is busy for with one job, whether it succeeds or not. */
function serviceMeanUs(parameters: StormModelParameters, template: number): number {
  const { completion, failedStartTime, failureRate } = parameters;
  const succeeded = meanOf(startTime(parameters, template));
  const failed = failedStartTime === null ? succeeded : meanOf(failedStartTime);
  return succeeded + failureRate.start * (failed - succeeded) + meanOf(completion);
}

/** A job holds its provisioner for its service, its completion and the hand-off to the next. */
function serviceMoments(
  parameters: StormModelParameters,
  background: PlanInputs['background'],
): Pick<SteadyQueue, 'meanService' | 'serviceVariation'> {
  const all = background.reduce((sum, { perMinute }) => sum + perMinute, 0);
  let meanService = 0;
  let meanSquare = 0;
  for (const { perMinute, template } of background) {
    const { completion, failedStartTime, failureRate, handOff } = parameters;
    const succeeded = startTime(parameters, template);
    const kinds = [
      { share: 1 - failureRate.start, time: succeeded },
      { share: failureRate.start, time: failedStartTime ?? succeeded },
    ];
    for (const { share, time } of kinds) {
      const parts = [time, completion, handOff];
      const mean = parts.reduce((sum, part) => sum + meanOf(part), 0);
      const variance = parts.reduce((sum, part) => sum + varianceOf(part), 0);
      meanService += ((share * perMinute) / all) * mean;
      meanSquare += ((share * perMinute) / all) * (variance + mean ** 2);
    }
  }
  // Rounding may leave less than nothing where all take the same time.
  const variance = Math.max(0, meanSquare - meanService ** 2);
  return { meanService, serviceVariation: Math.sqrt(variance) / meanService };
}

function varianceOf(distribution: Distribution): number {
  const mean = meanOf(distribution);
  switch (distribution.kind) {
    case 'constant':
      return 0;
    case 'lognormal':
      // Mean² · (e^σ² − 1), and e^(σ²/2) = mean / median.
      return mean ** 2 * ((mean / distribution.p50) ** 2 - 1);
    case 'empirical': {
      const values = distribution.sortedValues;
      return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    }
    default:
      return distribution satisfies never;
  }
}
