import { type StormModelParameters, stormModelParameters } from '../../model/index.js';
import { type Distribution, meanOf, rankOf, varianceOf } from '../../stats/index.js';
import { planCalendar } from './calendar.js';
import { type FirstMorning, firstMorning } from './first-morning.js';
import type { PlanInputs, ProvisionerTimeline } from './plan-inputs.js';

/**
 * What no number of replications is needed for: times of the morning that it cannot beat on average, and the wait of a
 * steady load. Microseconds; `null` where one does not hold, or there is none.
 */
export interface ClosedForms {
  /**
   * All work of the morning, with the jobs that are queued before it, over all provisioners: on average no schedule of
   * them ends before (Graham, SIAM J. Appl. Math. 17, 1969). Of one morning, whose minutes run into each other, with as
   * many provisioners all the time, none of them tagged, and where no job waits so long that the reaper may end it.
   */
  readonly workUs: number | null;
  /**
   * From the first tick to the last creation at the pace of the executors' slots, the same bound with them as servers. Of
   * one morning, whose minutes run into each other.
   */
  readonly creationUs: number | null;
  /** When the last of these jobs would end if every one took the mean and all were created at once; `null` as `workUs`. */
  readonly batchDrainUs: number | null;
  /**
   * Mean wait of the background's jobs while nobody is due; `null` where there is none, or more than can be done, or the
   * provisioners change or have tags.
   */
  readonly backgroundWaitUs: number | null;
}

/** So many standard deviations more work than on average do not come by chance. */
const SURELY = 4;

/**
 * The closed forms of a plan.
 * @throws ConfigError if nobody is due on any of the days.
 */
export function closedForms(inputs: PlanInputs): ClosedForms {
  const parameters = modelOf(inputs);
  const calendar = planCalendar(inputs);
  const { background, provisioners, queued } = inputs;
  const [morning] = calendar.mornings;
  const first = calendar.mornings.length > 1 || morning === undefined ? null : firstMorning(calendar);
  const isOneQueue = parameters.taggedProvisioners.length === 0;
  const untilUs = calendar.untilUs;
  const servers = (fromUs: number) => (isOneQueue ? steadyProvisioners(provisioners, fromUs, untilUs) : null);
  const perUs = background.reduce((sum, { perMinute }) => sum + perMinute, 0) / 60e6;
  const steady = servers(calendar.startUs);
  return {
    ...(first === null
      ? { workUs: null, batchDrainUs: null }
      : workForms(parameters, first, { background, queued, servers: servers(first.firstDueUs) })),
    creationUs: first === null ? null : creation(parameters, first),
    backgroundWaitUs:
      perUs === 0 || steady === null
        ? null
        : leeLongtonWait({ servers: steady, arrivalRate: perUs, ...serviceMoments(parameters, background) }),
  };
}

/** What all starts of the first morning, and the jobs queued before it, keep provisioners busy for on average, in microseconds. */
export function totalWorkUs(inputs: PlanInputs): number {
  const parameters = modelOf(inputs);
  const { minutes } = firstMorning(planCalendar(inputs));
  return [...minutes.flatMap(({ starts }) => starts), ...inputs.queued].reduce(
    (sum, { count, template }) => sum + count * busyMeanUs(parameters, template),
    0,
  );
}

/** How many provisioners the background alone keeps busy on average; with fewer its queue grows for ever. */
export function backgroundLoad(inputs: PlanInputs): number {
  return offeredLoad(modelOf(inputs), inputs.background);
}

function offeredLoad(parameters: StormModelParameters, background: PlanInputs['background']): number {
  return background.reduce(
    (sum, { perMinute, template }) => sum + (perMinute / 60e6) * busyMeanUs(parameters, template),
    0,
  );
}

function workForms(
  parameters: StormModelParameters,
  { minutes }: FirstMorning,
  of: Pick<PlanInputs, 'background' | 'queued'> & { readonly servers: number | null },
): Pick<ClosedForms, 'batchDrainUs' | 'workUs'> {
  const { background, queued, servers } = of;
  const none = { workUs: null, batchDrainUs: null };
  if (servers === null || servers === 0) return none;
  const workOf = (starts: PlanInputs['queued']) =>
    starts.reduce((sum, { count, template }) => sum + count * busyMeanUs(parameters, template), 0);
  const works = minutes.map(({ atUs, starts }, i) => ({
    atUs,
    us: (workOf(starts) + (i === 0 ? workOf(queued) : 0)) / servers,
  }));
  if (!runIntoEachOther(works)) return none;
  const all = [...minutes.flatMap(({ starts }) => starts), ...queued];
  const workUs = works.reduce((sum, { us }) => sum + us, 0);
  const variance = all.reduce(
    (sum, { count, template }) => sum + count * varianceOf(startTime(parameters, template)),
    0,
  );
  const others = offeredLoad(parameters, background);
  // Whoever waits finds all provisioners busy with what came before: no wait is longer than that work over them.
  const longestWaitUs = (workUs * servers + SURELY * Math.sqrt(variance)) / (servers - others);
  if (others >= servers || longestWaitUs > parameters.pendingReapUs) return none;
  const jobs = all.reduce((sum, { count }) => sum + count, 0);
  return { workUs, batchDrainUs: batchDrain(jobs, servers, (workUs * servers) / jobs, 1) };
}

function creation(parameters: StormModelParameters, { minutes }: FirstMorning): number | null {
  const slots = parameters.executorConcurrency * parameters.replicas;
  const passes = minutes.map(({ atUs, starts }) => {
    const builds = starts.reduce((sum, { count }) => sum + count, 0);
    return { atUs, us: (builds * meanOf(parameters.creation)) / slots };
  });
  return runIntoEachOther(passes) ? passes.reduce((sum, { us }) => sum + us, 0) : null;
}

/** Whether none of them ends before the next one begins. */
function runIntoEachOther(parts: readonly { readonly atUs: number; readonly us: number }[]): boolean {
  let untilUs = parts[0]?.atUs ?? 0;
  for (const { atUs, us } of parts) {
    if (atUs > untilUs) return false;
    untilUs += us;
  }
  return true;
}

/** How many untagged provisioners there are from one time to another; `null` where their number changes. */
function steadyProvisioners(
  { initial, steps }: ProvisionerTimeline,
  fromUs: number,
  untilUs: number,
): number | null {
  let count = initial;
  for (const step of steps) {
    if (step.atUs > untilUs) break;
    if (step.atUs > fromUs && step.count !== count) return null;
    count = step.count;
  }
  return count;
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

/** What a provisioner is busy for with one job, whether it succeeds or not; one that fails at its preparation takes no time. */
function busyMeanUs(parameters: StormModelParameters, template: number): number {
  const { completion, failedStartTime, failureCauses, failureRate } = parameters;
  const succeeded = meanOf(startTime(parameters, template));
  const failed = failedStartTime === null ? succeeded : meanOf(failedStartTime);
  const weight = (causes: typeof failureCauses) => causes.reduce((sum, cause) => sum + cause.weight, 0);
  const unprepared = weight(failureCauses.filter(({ kind }) => kind === 'preparation'));
  const atPreparation = unprepared === 0 ? 0 : failureRate.start * (unprepared / weight(failureCauses));
  const completed = meanOf(completion);
  return (
    (1 - failureRate.start) * (succeeded + completed) +
    (failureRate.start - atPreparation) * (failed + completed)
  );
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
