import { ConfigError } from '../../storm/index.js';
import type { Threshold } from '../../thresholds/index.js';
import {
  type DueGroup,
  firstNumbers,
  groupBasesUs,
  type HeldBack,
  heldBack,
  offsetMinutes,
  type PlanInputs,
  planInputs,
  spreadWindow,
} from '../prediction/index.js';
import { type JudgedValue, judgedSearch } from './judged-search.js';
import { laterSchedule } from './proposed-schedule.js';
import { targetProblems } from './target-problems.js';
import { whyNoWindow } from './why-none.js';

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
export interface StaggerAnswer extends HeldBack {
  /** A window that is enough, in the search and on mornings of its own; 1: all may start in the same minute. `null`: none is. */
  readonly minutes: number | null;
  readonly reason: string | null;
  readonly checked: readonly JudgedValue[];
  readonly isMonotone: boolean;
  readonly tried: number;
  /** Who gets which minute; empty when no window is enough. */
  readonly proposed: readonly ProposedSchedule[];
}

/**
 * The smallest window for the provisioners that there are: all groups are spread over the minutes that follow their
 * own, those that are first due at the same minute in one turn, as far as they can be moved (`spreadWindow`). Those who
 * cannot are told for the window that is the answer, without one for the widest. Latencies count from each workspace's
 * own minute. Searched for over `inputs.replications` replications, and judged on as many
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
  return {
    minutes: value,
    reason: value === null ? whyNoWindow(inputs, mostMinutes, missed) : null,
    checked,
    isMonotone,
    tried,
    proposed: value === null ? [] : proposedSchedules(withWindow(inputs, value)),
    ...heldBack(withWindow(inputs, value ?? mostMinutes).groups),
  };
}

/** The same plan with its groups spread over a window in turn. */
export function withWindow(inputs: PlanInputs, minutes: number): PlanInputs {
  const window = { minutes, assignment: 'even' } as const;
  return { ...inputs, groups: inputs.groups.map((group) => ({ ...group, window })) };
}

function proposedSchedules(inputs: PlanInputs): ProposedSchedule[] {
  const numbers = firstNumbers(inputs.groups, groupBasesUs(inputs));
  return inputs.groups.flatMap((group, i) => schedulesOf(group, i, numbers[i] ?? 0));
}

function schedulesOf(due: DueGroup, group: number, firstNumber: number): ProposedSchedule[] {
  const { count, schedule } = due;
  const window = spreadWindow(due);
  const texts = Array.from({ length: Math.max(1, window.minutes) }, (_, offset) =>
    laterSchedule(schedule, offset),
  );
  return Array.from({ length: count }, (_, index) => {
    const offset = offsetMinutes(firstNumber + index, window);
    return { group, index, offsetMinutes: offset, schedule: texts[offset] ?? schedule.text };
  });
}
