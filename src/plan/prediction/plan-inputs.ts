import { type StormModelParameters, stormModelParameters } from '../../model/index.js';
import { type AgentWait, ConfigError } from '../../storm/index.js';
import type { Schedule } from '../../time/index.js';
import type { Span } from '../census/index.js';

/** How a group is spread over the minutes that follow those of its schedule. */
export interface StartWindow {
  /** 0 and 1: all in the same minute. */
  readonly minutes: number;
  /**
   * `hashed`: as a run does it, by a hash of the workspace's number among all. `even`: in turn, over all groups with the
   * same minute, so that no minute has two more than another.
   */
  readonly assignment: 'hashed' | 'even';
}

/** Workspaces that are due together. */
export interface DueGroup {
  readonly count: number;
  /** Index among the templates of the parameters. */
  readonly template: number;
  /** Its first occurrence of a day is when they are due, with the window laid over. */
  readonly schedule: Schedule;
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
  /** How long after the last minute of a morning a workspace may become usable; later ones never do. */
  readonly horizonUs: number;
}

const MINUTE_US = 60_000_000;
const HOUR_US = 60 * MINUTE_US;

/** Nobody plans for more at once. */
const MOST_WORKSPACES = 5_000_000;
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
 * | 100 replications | the 5th and 95th percentile over them are the fifth from either end |
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

function inputProblems(inputs: PlanInputs): string[] {
  const { background, days, groups, provisioners, queued, replications } = inputs;
  const found: string[] = [];
  const whole = (name: string, value: number, least: number, most: number) => {
    if (!Number.isSafeInteger(value) || value < least || value > most) {
      found.push(`${name}: must be a whole number from ${least} to ${most}; got ${value}`);
    }
  };
  const templates = templateCount(inputs, found);
  whole('replications', replications, 1, MOST_REPLICATIONS);
  whole('the number of days', days.length, 1, MOST_DAYS);
  days.forEach(({ fromMs, untilMs }, i) => {
    whole('the beginning of a day', fromMs, days[i - 1]?.untilMs ?? 0, MOST_MS);
    whole('the end of a day', untilMs, fromMs + 1, MOST_MS);
  });
  whole('warmUpUs', inputs.warmUpUs, 0, 24 * HOUR_US);
  whole('horizonUs', inputs.horizonUs, MINUTE_US, 24 * HOUR_US);
  if (groups.length === 0) found.push('groups: needs at least one, with workspaces that are due');
  for (const { count, template, window } of groups) {
    whole('groups.count', count, 1, MOST_WORKSPACES);
    whole('groups.template', template, 0, templates - 1);
    whole('groups.window.minutes', window.minutes, 0, MOST_WINDOW_MINUTES);
  }
  whole('provisioners.initial', provisioners.initial, 0, MOST_PROVISIONERS);
  provisioners.steps.forEach(({ atUs, count }, i) => {
    whole('provisioners.steps.count', count, 0, MOST_PROVISIONERS);
    whole('provisioners.steps.atUs', atUs, provisioners.steps[i - 1]?.atUs ?? 0, Number.MAX_SAFE_INTEGER);
  });
  for (const { perMinute, template } of background) {
    whole('background.template', template, 0, templates - 1);
    if (!(perMinute >= 0 && perMinute <= MOST_WORKSPACES)) {
      found.push(`background.perMinute: must be a number of builds from 0; got ${perMinute}`);
    }
  }
  for (const { count, template } of queued) {
    whole('queued.template', template, 0, templates - 1);
    whole('queued.count', count, 0, MOST_WORKSPACES);
  }
  return found;
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
