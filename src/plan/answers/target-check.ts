import { binomialInterval } from '../../stats/index.js';
import { ConfigError } from '../../storm/index.js';
import { evaluateThresholds, type Threshold, type ThresholdVerdict } from '../../thresholds/index.js';
import { type PlanInputs, Replicator } from '../prediction/index.js';
import { targetProblems } from './target-problems.js';

/** How surely a plan meets its targets. */
export interface TargetCheck {
  /** Replications in which every target holds on every morning. */
  readonly met: number;
  readonly replications: number;
  readonly share: number;
  /** The exact interval of 95 % of the share that would be seen in endlessly many replications. */
  readonly lower: number;
  readonly upper: number;
}

/** When a plan is good enough: so many of so many replications meet the targets. */
export interface TargetRule {
  readonly targets: readonly Threshold[];
  readonly replications: number;
  /** Share of the replications that must meet them, in (0, 1]. */
  readonly confidence: number;
}

/** How surely one plan meets targets, and whether that is surely enough. */
export interface TargetOutcome extends TargetCheck {
  readonly isEnough: boolean;
  /** The targets that did not hold in the first replication that missed any, with what they came to; empty: all held. */
  readonly missed: readonly ThresholdVerdict[];
}

/**
 * How surely a plan meets targets, over its own replications.
 * @throws ConfigError if there is no target, one asks for delay, the confidence lies outside (0, 1], or nobody is due.
 */
export function checkTargets(
  inputs: PlanInputs,
  targets: readonly Threshold[],
  confidence: number,
): TargetOutcome {
  const problems = targetProblems(inputs, targets, confidence);
  if (problems.length > 0) throw new ConfigError(problems);
  const checker = new TargetChecker({ targets, confidence, replications: inputs.replications });
  const check = checker.check(inputs);
  const missed = check.met === check.replications ? [] : checker.missed(inputs);
  return { ...check, isEnough: checker.isEnough(check), missed };
}

/** Holds plans against targets, each over the same replications. */
export class TargetChecker {
  readonly #rule: TargetRule;
  readonly #needed: number;

  constructor(rule: TargetRule) {
    this.#rule = rule;
    this.#needed = Math.ceil(rule.confidence * rule.replications - 1e-9);
  }

  /** Whether the plan is good enough: no more replications than it takes to tell. */
  isMet(inputs: PlanInputs): boolean {
    const { replications } = this.#rule;
    const replicator = new Replicator(inputs);
    let met = 0;
    for (let r = 0; r < replications; r++) {
      if (this.#holds(replicator, r)) met++;
      if (met >= this.#needed) return true;
      if (met + (replications - 1 - r) < this.#needed) return false;
    }
    return false;
  }

  /** How surely the plan meets them, over all replications. */
  check(inputs: PlanInputs): TargetCheck {
    const { replications } = this.#rule;
    const replicator = new Replicator(inputs);
    let met = 0;
    for (let r = 0; r < replications; r++) if (this.#holds(replicator, r)) met++;
    return { met, replications, share: met / replications, ...binomialInterval(met, replications) };
  }

  /** Whether a share of met replications is enough. */
  isEnough({ met }: TargetCheck): boolean {
    return met >= this.#needed;
  }

  /** The targets that do not hold in the first replication in which any does not, on its first such morning. */
  missed(inputs: PlanInputs): readonly ThresholdVerdict[] {
    const replicator = new Replicator(inputs);
    for (let r = 0; r < this.#rule.replications; r++) {
      for (const sample of replicator.replicate(r).mornings) {
        const verdicts = evaluateThresholds(this.#rule.targets, sample.measurements());
        const missed = verdicts.filter(({ status }) => status !== 'passed');
        if (missed.length > 0) return missed;
      }
    }
    return [];
  }

  #holds(replicator: Replicator, r: number): boolean {
    const { targets } = this.#rule;
    return replicator
      .replicate(r)
      .mornings.every((sample) =>
        evaluateThresholds(targets, sample.measurements()).every(({ status }) => status === 'passed'),
      );
  }
}
