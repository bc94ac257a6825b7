import { type StormModelParameters, stormModelParameters } from '../../model/index.js';
import { type AgentWait, ConfigError } from '../../storm/index.js';
import type { Schedule } from '../../time/index.js';
import type { Span } from '../census/index.js';

/** How a group is spread over the minutes that follow those of its schedule. */
export interface StartWindow {
  /** 0 and 1: all in the same minute. */
  readonly minutes: number;
  /**
   * `hashed`: as a run does it, by a hash of the workspace's number among all. `even`: in turn, over all groups that are
   * first due at the same minute of the plan. Of those alone no minute has two more than another, where they are due on
   * the same days and spread equally wide; minutes that windows of other groups reach into have more.
   */
  readonly assignment: 'hashed' | 'even';
}

/** Workspaces that are due together. */
export interface DueGroup {
  readonly count: number;
  /** Index among the templates of the parameters. */
  readonly template: number;
  /** Its first occurrence of a day is when they are due, with the window laid over (`spreadWindow`). */
  readonly schedule: Schedule;
  /** Weekdays on which the server starts them, from Sunday, in the schedule's zone, which has no other; `null`: all. */
  readonly allowedDays: readonly boolean[] | null;
  readonly window: StartWindow;
}

/** How many untagged provisioners there are, and from when on how many others. */
export interface ProvisionerTimeline {
  readonly initial: number;
  /** In order of their times, microseconds since the epoch. */
  readonly steps: readonly { readonly atUs: number; readonly count: number }[];
}

/** Parameters of the model that a plan does not decide itself. */
export type PlanParameters = Partial<
  Omit<StormModelParameters, 'seed' | 'startUs' | 'provisioners' | 'provisionerChanges' | 'publishes'>
>;

/** Everything that a prediction depends on. */
export interface PlanInputs {
  readonly seed: string;
  /** How many mornings are dealt by chance; from 1. */
  readonly replications: number;
  /** Laid over the model's defaults. */
  readonly parameters: PlanParameters;
  readonly groups: readonly DueGroup[];
  readonly provisioners: ProvisionerTimeline;
  /** Starts that others ask for at any time, as chance has it, with how many a minute on average. */
  readonly background: readonly { readonly template: number; readonly perMinute: number }[];
  /** Starts that are asked for at once in the first minute of every morning, before anybody is due. */
  readonly queued: readonly { readonly template: number; readonly count: number }[];
  /** Until when a started workspace is waited for. */
  readonly waitFor: AgentWait;
  /** Ascending; from one. Those on which nobody is due are passed over. */
  readonly days: readonly Span[];
  /** How long before the first minute the background begins. */
  readonly warmUpUs: number;
  /** How long after the last minute of a morning a workspace may become usable, unless it is due again before. */
  readonly horizonUs: number;
  /** Is called after every replication, of whatever question; changes no figure. `null`: nobody is told. */
  readonly onReplication: (() => void) | null;
}

const MINUTE_US = 60_000_000;
const HOUR_US = 60 * MINUTE_US;

/** Nobody plans for more at once. */
const MOST_WORKSPACES = 5_000_000;
/** Of one replication: what memory holds. */
const MOST_JOBS = 10_000_000;
const MOST_PROVISIONERS = 1_000_000;
const MOST_DAYS = 366;
/** So that microseconds are still whole numbers. */
const MOST_MS = Math.floor(Number.MAX_SAFE_INTEGER / 1000);
const MOST_REPLICATIONS = 100_000;
const MOST_WINDOW_MINUTES = 24 * 60;

/**
 * Inputs that a plan can be made of.
 *
 * | default | why |
 * |---|---|
 * | 100 replications | the 5th percentile over them is the fifth from below, the 95th the sixth from above |
 * | no background, nothing queued, no agents waited for | what was not said is not assumed |
 * | a warm-up of 30 minutes | longer than nearly every build, so that a steady background is steady |
 * | a horizon of 12 hours | a morning that is not over by the evening is lost |
 *
 * @throws ConfigError with every problem at once.
 */
export function planInputs(
  inputs: Partial<PlanInputs> & Pick<PlanInputs, 'days' | 'groups' | 'provisioners' | 'seed'>,
): PlanInputs {
  const whole: PlanInputs = {
    replications: 100,
    parameters: {},
    background: [],
    queued: [],
    waitFor: 'none',
    warmUpUs: 30 * MINUTE_US,
    horizonUs: 12 * HOUR_US,
    onReplication: null,
    ...inputs,
  };
  const problems = inputProblems(whole);
  if (problems.length > 0) throw new ConfigError(problems);
  return whole;
}

/** The model's parameters of one replication, which has a seed and a beginning. */
export function replicationParameters(
  { parameters }: PlanInputs,
  of: Pick<StormModelParameters, 'seed' | 'startUs' | 'provisioners' | 'provisionerChanges'>,
): StormModelParameters {
  return stormModelParameters({ ...parameters, ...of, publishes: 'builds' });
}

/** The most provisioners that there are at any time, those with tags among them. */
export function mostProvisioners({
  parameters,
  provisioners: { initial, steps },
}: Pick<PlanInputs, 'parameters' | 'provisioners'>): number {
  const untagged = steps.reduce((most, { count }) => Math.max(most, count), initial);
  return (parameters.taggedProvisioners ?? []).reduce((sum, { count }) => sum + count, untagged);
}

function inputProblems(inputs: PlanInputs): string[] {
  const { background, days, groups, provisioners, queued, replications } = inputs;
  const found: string[] = [];
  const whole = (name: string, value: number, least: number, most: number) => {
    if (!Number.isSafeInteger(value) || value < least || value > most) {
      found.push(`${name} must be a whole number from ${least} to ${most}; got ${value}`);
    }
  };
  const templates = templateCount(inputs, found);
  whole('--replications', replications, 1, MOST_REPLICATIONS);
  whole('--mornings', days.length, 1, MOST_DAYS);
  days.forEach(({ fromMs, untilMs }, i) => {
    whole('the beginning of a day', fromMs, days[i - 1]?.untilMs ?? 0, MOST_MS);
    whole('the end of a day', untilMs, fromMs + 1, MOST_MS);
  });
  whole('the warm-up in microseconds', inputs.warmUpUs, 0, 24 * HOUR_US);
  whole('the horizon in microseconds', inputs.horizonUs, MINUTE_US, 24 * HOUR_US);
  if (groups.length === 0) found.push('nobody is due: the plan needs a group of workspaces');
  for (const { count, template, window } of groups) {
    whole('the workspaces of a group', count, 1, MOST_WORKSPACES);
    whole('the template of a group', template, 0, templates - 1);
    whole('--schedule-window in minutes', window.minutes, 0, MOST_WINDOW_MINUTES);
  }
  whole('--provisioners', provisioners.initial, 0, MOST_PROVISIONERS);
  provisioners.steps.forEach(({ atUs, count }, i) => {
    whole('--provisioners from a time on', count, 0, MOST_PROVISIONERS);
    whole(
      'the time of a step of --provisioners',
      atUs,
      provisioners.steps[i - 1]?.atUs ?? 0,
      Number.MAX_SAFE_INTEGER,
    );
  });
  for (const { perMinute, template } of background) {
    whole('the template of other builds', template, 0, templates - 1);
    if (!(perMinute >= 0 && perMinute <= MOST_WORKSPACES)) {
      found.push(`--background-builds-per-minute must be a number from 0; got ${perMinute}`);
    }
  }
  for (const { count, template } of queued) {
    whole('the template of queued jobs', template, 0, templates - 1);
    whole('--queued-jobs', count, 0, MOST_WORKSPACES);
  }
  return found.length > 0 ? found : sizeProblems(inputs);
}

/** What is too much of all together: a replication that nobody could wait for, or that memory does not hold. */
function sizeProblems(inputs: PlanInputs): string[] {
  const { background, days, groups, horizonUs, queued, warmUpUs } = inputs;
  const total = (parts: readonly { readonly count: number }[]) =>
    parts.reduce((sum, { count }) => sum + count, 0);
  const mornings = days.length === 1 ? '' : ` on each of ${days.length} mornings`;
  const [first, last] = [days[0], days.at(-1)];
  const spanUs = ((last?.untilMs ?? 0) - (first?.fromMs ?? 0)) * 1000;
  const minutes = (spanUs + warmUpUs + horizonUs) / MINUTE_US;
  const perMinute = background.reduce((sum, one) => sum + one.perMinute, 0);
  const parts = [
    { what: `${total(groups)} workspaces${mornings}`, jobs: total(groups) * (2 * days.length - 1) },
    { what: `${total(queued)} --queued-jobs${mornings}`, jobs: total(queued) * days.length },
    {
      what: `${perMinute} --background-builds-per-minute for ${Math.round(minutes / 60)} hours`,
      jobs: perMinute * minutes,
    },
  ].filter(({ jobs }) => jobs > 0);
  const jobs = parts.reduce((sum, part) => sum + part.jobs, 0);
  if (jobs <= MOST_JOBS) return [];
  return [
    `${parts.map(({ what }) => what).join(' and ')} come to ${Math.round(jobs)} builds in one replication; ` +
      `at most ${MOST_JOBS} are simulated: ask for fewer of them, or for fewer --mornings`,
  ];
}

/** How many templates the parameters have, which are checked on the way. */
function templateCount(inputs: PlanInputs, found: string[]): number {
  try {
    const of = { seed: '', startUs: 0, provisioners: 0, provisionerChanges: [] };
    return replicationParameters(inputs, of).templates.length;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    found.push(...error.problems);
    return inputs.parameters.templates?.length ?? 1;
  }
}
