import { ConfigError, counted } from '../../storm/index.js';
import type { Threshold } from '../../thresholds/index.js';
import {
  type DueGroup,
  firstNumbers,
  groupBasesUs,
  offsetMinutes,
  type PlanInputs,
  planInputs,
} from '../prediction/index.js';
import { type JudgedValue, judgedSearch } from './judged-search.js';
import { hasOneMinute, laterSchedule } from './proposed-schedule.js';
import { targetProblems } from './target-problems.js';

/** What is searched for, and how. */
export interface StaggerQuestion {
  readonly targets: readonly Threshold[];
  /** Share of the replications in which they must hold, in (0, 1]. */
  readonly confidence: number;
  /** The widest window that people would put up with, in minutes; from 1. */
  readonly mostMinutes: number;
}

/** The minute of one workspace. */
export interface ProposedSchedule {
  /** Index of its group, and its own within it. */
  readonly group: number;
  readonly index: number;
  /** Minutes after that of the group's schedule. */
  readonly offsetMinutes: number;
  /** What to store. */
  readonly schedule: string;
}

/** Over how many minutes starts are to be spread. */
export interface StaggerAnswer {
  /** A window that is enough, in the search and on mornings of its own; 1: all may start in the same minute. `null`: none is. */
  readonly minutes: number | null;
  readonly reason: string | null;
  readonly checked: readonly JudgedValue[];
  readonly isMonotone: boolean;
  readonly tried: number;
  /** Who gets which minute; empty when no window is enough. */
  readonly proposed: readonly ProposedSchedule[];
  /** Workspaces whose schedules have several minutes a day, which are left as they are. */
  readonly unmoved: number;
}

/**
 * The smallest window for the provisioners that there are: all groups are spread alike over the minutes that follow
 * their own, those with the same minute in one turn, so that no minute has two of them more than another. Latencies
 * count from each workspace's own minute. Searched for over `inputs.replications` replications, and judged on as many
 * others (`judgedSearch`).
 * @throws ConfigError if there is no target, a number is out of its range, or nobody is due.
 */
export function stagger(inputs: PlanInputs, question: StaggerQuestion): StaggerAnswer {
  const { targets, confidence, mostMinutes } = question;
  const problems = targetProblems(inputs, targets, confidence);
  if (!Number.isInteger(mostMinutes) || mostMinutes < 1) {
    problems.push(`--most must be a whole number of minutes from 1; got ${mostMinutes}`);
  }
  if (problems.length > 0) throw new ConfigError(problems);
  const rule = { targets, confidence, replications: inputs.replications };
  const { value, checked, isMonotone, missed, tried } = judgedSearch(
    rule,
    { least: 1, most: mostMinutes, guess: 1 },
    (minutes) => planInputs(withWindow(inputs, minutes)),
  );
  const told = missed.map(({ measuredText, text }) => `${text} is ${measuredText}`).join(', ');
  return {
    minutes: value,
    reason: value === null ? `spread over ${counted(mostMinutes, 'minute')} ${told}` : null,
    checked,
    isMonotone,
    tried,
    proposed: value === null ? [] : proposedSchedules(withWindow(inputs, value)),
    unmoved: inputs.groups.reduce((sum, group) => sum + (hasOneMinute(group.schedule) ? 0 : group.count), 0),
  };
}

/** The same plan with its groups spread over a window in turn; one that is due several times a day stays as it is. */
export function withWindow(inputs: PlanInputs, minutes: number): PlanInputs {
  const window = (group: DueGroup) =>
    ({ minutes: hasOneMinute(group.schedule) ? minutes : 0, assignment: 'even' }) as const;
  return { ...inputs, groups: inputs.groups.map((group) => ({ ...group, window: window(group) })) };
}

function proposedSchedules(inputs: PlanInputs): ProposedSchedule[] {
  const numbers = firstNumbers(inputs.groups, groupBasesUs(inputs));
  return inputs.groups.flatMap((group, i) => schedulesOf(group, i, numbers[i] ?? 0));
}

function schedulesOf(
  { count, schedule, window }: DueGroup,
  group: number,
  firstNumber: number,
): ProposedSchedule[] {
  const texts = Array.from({ length: Math.max(1, window.minutes) }, (_, offset) =>
    laterSchedule(schedule, offset),
  );
  return Array.from({ length: count }, (_, index) => {
    const offset = offsetMinutes(firstNumber + index, window);
    return { group, index, offsetMinutes: offset, schedule: texts[offset] ?? schedule.text };
  });
}
