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
  /** Index of the first of these replications, by default 0: checkers with others have nothing in common. */
  readonly firstReplication?: number;
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
  /** Replications from 0, those first that failed last: they are the likeliest to fail again. */
  #order: readonly number[];

  constructor(rule: TargetRule) {
    this.#rule = rule;
    this.#order = Array.from({ length: rule.replications }, (_, r) => r);
    this.#needed = Math.ceil(rule.confidence * rule.replications - 1e-9);
  }

  /**
   * Whether the plan is good enough: no more replications than it takes to tell.
   * @param held - What is known of the plan's replications, to be passed on to other calls for the same plan.
   */
  isMet(inputs: PlanInputs, held = this.#unknown()): boolean {
    const replicator = new Replicator(inputs);
    const failing: number[] = [];
    let met = 0;
    for (const r of this.#order) {
      if (this.#holds(replicator, r, held)) met++;
      else failing.push(r);
      if (met >= this.#needed || failing.length > this.#rule.replications - this.#needed) break;
    }
    this.#order = [...failing, ...this.#order.filter((r) => !failing.includes(r))];
    return met >= this.#needed;
  }

  /**
   * How surely the plan meets them, over all replications.
   * @param held - As of `isMet`.
   */
  check(inputs: PlanInputs, held = this.#unknown()): TargetCheck {
    const { replications } = this.#rule;
    const replicator = new Replicator(inputs);
    let met = 0;
    for (let r = 0; r < replications; r++) if (this.#holds(replicator, r, held)) met++;
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
      for (const sample of replicator.replicate(this.#first + r).mornings) {
        const verdicts = evaluateThresholds(this.#rule.targets, sample.measurements());
        const missed = verdicts.filter(({ status }) => status !== 'passed');
        if (missed.length > 0) return missed;
      }
    }
    return [];
  }

  get #first(): number {
    return this.#rule.firstReplication ?? 0;
  }

  #unknown(): Int8Array {
    return new Int8Array(this.#rule.replications);
  }

  #holds(replicator: Replicator, r: number, held: Int8Array): boolean {
    if (held[r] === 0) {
      const { targets } = this.#rule;
      const holds = replicator
        .replicate(this.#first + r)
        .mornings.every((sample) =>
          evaluateThresholds(targets, sample.measurements()).every(({ status }) => status === 'passed'),
        );
      held[r] = holds ? HELD : MISSED;
    }
    return held[r] === HELD;
  }
}

/** What is known of a replication; 0: nothing. */
const HELD = 1;
const MISSED = 2;
