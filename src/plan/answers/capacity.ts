import { stormModelParameters } from '../../model/index.js';
import { ConfigError } from '../../storm/index.js';
import type { Threshold } from '../../thresholds/index.js';
import { type PlanInputs, planInputs, totalWorkUs } from '../prediction/index.js';
import { type JudgedValue, judgedSearch } from './judged-search.js';
import { TargetChecker, type TargetRule } from './target-check.js';
import { targetProblems } from './target-problems.js';
import { whyNone } from './why-none.js';

/** What is searched for, and how. */
export interface CapacityQuestion {
  /** All of them are to hold, on every morning. From one. */
  readonly targets: readonly Threshold[];
  /** Share of the replications in which they must hold, in (0, 1]. */
  readonly confidence: number;
  /** A plan with another number of provisioners; by default that many untagged ones all the time. */
  readonly withProvisioners?: (inputs: PlanInputs, provisioners: number) => PlanInputs;
}

/** How many provisioners a plan needs. */
export interface CapacityAnswer {
  /** A number that is enough, in the search and on mornings of its own; `null` when none is. */
  readonly provisioners: number | null;
  /** Why none is, as a sentence without a full stop; `null` when one is. */
  readonly reason: string | null;
  /** The answer and the three numbers below it, or the most that was tried, on other mornings than those of the search; ascending. */
  readonly checked: readonly JudgedValue[];
  /** False: of the numbers checked a smaller one is enough as well, though one between is not; chance decides there. */
  readonly isMonotone: boolean;
  /** How many numbers of provisioners were simulated. */
  readonly tried: number;
}

/**
 * The smallest number of provisioners with which the targets hold surely enough: searched for over `inputs.replications`
 * replications, and judged on as many others (`judgedSearch`).
 * @throws ConfigError if there is no target, one asks for delay or of agents that nobody waits for, the confidence lies outside (0, 1], or nobody is due.
 */
export function capacity(inputs: PlanInputs, question: CapacityQuestion): CapacityAnswer {
  const { targets, confidence, withProvisioners = constantProvisioners } = question;
  const problems = targetProblems(inputs, targets, confidence);
  if (problems.length > 0) throw new ConfigError(problems);
  const most = jobsAtOnce(inputs);
  const guess = Math.min(most, provisionersByWork(inputs, targets));
  const rule = { targets, confidence, replications: inputs.replications };
  const { value, checked, isMonotone, missed, tried } = judgedSearch(
    rule,
    { least: 1, most, guess },
    (provisioners) => planInputs(withProvisioners(inputs, provisioners)),
  );
  return {
    provisioners: value,
    reason: value === null ? whyNone(inputs, most, missed, isAmpleEnough(inputs, rule, most)) : null,
    checked,
    isMonotone,
    tried,
  };
}

/** Whether targets hold with so many provisioners of every kind all the time. */
function isAmpleEnough(inputs: PlanInputs, rule: TargetRule, count: number): boolean {
  const taggedProvisioners = (inputs.parameters.taggedProvisioners ?? []).map(({ tags }) => ({
    tags,
    count,
  }));
  const parameters = { ...inputs.parameters, taggedProvisioners };
  return new TargetChecker(rule).isMet(planInputs(constantProvisioners({ ...inputs, parameters }, count)));
}

/** The same plan with as many untagged provisioners all the time. */
export function constantProvisioners(inputs: PlanInputs, provisioners: number): PlanInputs {
  return { ...inputs, provisioners: { initial: provisioners, steps: [] } };
}

/** With one provisioner for every job that there is, more change nothing. */
function jobsAtOnce({ background, groups, horizonUs, queued, warmUpUs }: PlanInputs): number {
  const minutes = (warmUpUs + horizonUs) / 60e6;
  const others = background.reduce((sum, { perMinute }) => sum + perMinute * minutes * 2, 0);
  const waiting = queued.reduce((sum, { count }) => sum + count, 0);
  const due = groups.reduce((sum, { count }) => sum + count, 0);
  return Math.ceil(due + waiting + others);
}

/** How much of a build's mean time goes by at the end without all provisioners at work; a guess that is rather too low is the cheaper one. */
const UNDER_WAY = 0.75;

/**
 * Where the search begins: as many as it takes for a target's share of the work to be done between the first creation
 * and the tightest limit, which on the worst day counts from the tick before.
 */
function provisionersByWork(inputs: PlanInputs, targets: readonly Threshold[]): number {
  const { executorPeriodUs } = stormModelParameters({ ...inputs.parameters, seed: '', startUs: 0 });
  const jobs = inputs.groups.reduce((sum, { count }) => sum + count, 0);
  const workUs = totalWorkUs(inputs);
  const needed = targets.flatMap((target) => {
    if (target.kind !== 'latency') return [];
    const waitedUs = target.family === 'ready_worst' ? executorPeriodUs : 0;
    const freeUs = target.limitMs * 1000 - waitedUs - UNDER_WAY * (workUs / jobs);
    return [(target.p * workUs) / Math.max(freeUs, 1e6)];
  });
  return Math.max(1, Math.ceil(Math.max(0, ...needed)));
}
