import type { ThresholdVerdict } from '../../thresholds/index.js';
import type { PlanInputs } from '../prediction/index.js';
import { smallest } from './smallest.js';
import { type TargetCheck, TargetChecker, type TargetRule } from './target-check.js';

/** A number, and how surely a plan with it meets the targets. */
export interface JudgedValue extends TargetCheck {
  readonly value: number;
  /** Whether the targets held often enough on the mornings of the search; `null`: it was not tried on them. */
  readonly heldInSearch: boolean | null;
  /** Held often enough on the mornings of the check, and not too seldom on those of the search. */
  readonly isEnough: boolean;
}

/** The smallest number with which a plan meets targets surely enough. */
export interface JudgedSearch {
  /** `null`: not even the most is enough. */
  readonly value: number | null;
  /** The answer and the three numbers below it, or the most; ascending. */
  readonly checked: readonly JudgedValue[];
  /** False: one of those below the answer is enough as well. */
  readonly isMonotone: boolean;
  /** How many numbers were simulated to find it. */
  readonly tried: number;
  /** Without an answer: the targets that the most does not meet, where it misses any first. */
  readonly missed: readonly ThresholdVerdict[];
}

/** How many below the answer are looked at again. */
const CHECKED_BELOW = 3;

/**
 * Searches by halving, over replications that all numbers have in common. A number that is chosen because it is just
 * enough on some mornings looks better on those than it is, so it is judged on as many others, which had no part in the
 * search: where it is not enough on them, the smallest number above it that is becomes the answer. The numbers checked
 * are told as they do on these other mornings.
 */
export function judgedSearch(
  rule: TargetRule,
  { guess, least, most }: { readonly least: number; readonly most: number; readonly guess: number },
  planWith: (value: number) => PlanInputs,
): JudgedSearch {
  const simulated = new Set<number>();
  const inSearch = new Map<number, boolean>();
  const searched = new TargetChecker(rule);
  const found = smallest({ least, most, guess }, (value) => {
    simulated.add(value);
    const isMet = searched.isMet(planWith(value));
    inSearch.set(value, isMet);
    return isMet;
  });
  const judge = new TargetChecker({ ...rule, firstReplication: rule.replications });
  const held = new Map<number, Int8Array>();
  const heldWith = (value: number): Int8Array => {
    const known = held.get(value) ?? new Int8Array(rule.replications);
    held.set(value, known);
    return known;
  };
  const check = (value: number): JudgedValue => {
    const checked = judge.check(planWith(value), heldWith(value));
    const heldInSearch = inSearch.get(value) ?? null;
    return { value, ...checked, heldInSearch, isEnough: judge.isEnough(checked) && heldInSearch !== false };
  };
  const isConfirmed = (value: number): boolean => {
    simulated.add(value);
    return judge.isMet(planWith(value), heldWith(value));
  };
  const { value } =
    found.value === null
      ? found
      : smallest({ least: found.value, most, guess: found.value, firstStep: 1 }, isConfirmed);
  const tried = simulated.size;
  if (value === null) {
    const missing = found.value === null ? searched : judge;
    return { value, checked: [check(most)], isMonotone: true, tried, missed: missing.missed(planWith(most)) };
  }
  const from = Math.max(least, value - CHECKED_BELOW);
  const checked = Array.from({ length: value - from + 1 }, (_, i) => check(from + i));
  return {
    value,
    checked,
    isMonotone: checked.findIndex(({ isEnough }) => isEnough) === value - from,
    tried,
    missed: [],
  };
}
