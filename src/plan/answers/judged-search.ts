import type { ThresholdVerdict } from '../../thresholds/index.js';
import type { PlanInputs } from '../prediction/index.js';
import { smallest } from './smallest.js';
import { type TargetCheck, TargetChecker, type TargetRule } from './target-check.js';

/** A number, of provisioners or of minutes, and how surely a plan with it meets the targets. */
export interface JudgedValue extends TargetCheck {
  readonly value: number;
  /**
   * Whether the targets held often enough on the mornings of the search; `null`: they do not on those of the check, and
   * nobody had to know.
   */
  readonly heldInSearch: boolean | null;
  /** They held often enough on those and on the mornings of the check. */
  readonly isEnough: boolean;
}

/** The smallest number with which a plan meets targets surely enough. */
export interface JudgedSearch {
  /** `null`: not even the most is enough. */
  readonly value: number | null;
  /** The answer and the three numbers below it, or the most; ascending. */
  readonly checked: readonly JudgedValue[];
  /** False: one of those below the answer is enough as well, though one between them is not. */
  readonly isMonotone: boolean;
  /** How many numbers were simulated, those checked among them. */
  readonly tried: number;
  /** Without an answer: the targets that the most does not meet, where it misses any first. */
  readonly missed: readonly ThresholdVerdict[];
}

/** How many below the answer are looked at again. */
const CHECKED_BELOW = 3;

/**
 * Searches by bisection, over replications that all numbers have in common. A number that is chosen because it is just
 * enough on some mornings looks better on those than it is, so it is judged on as many others, which had no part in the
 * search: where it is not enough on them, the smallest number above it that is enough on both becomes the answer. The
 * numbers checked are told as they do on these other mornings; one that is enough on them, and that the search passed
 * over, is held against its mornings too.
 */
export function judgedSearch(
  rule: TargetRule,
  { guess, least, most }: { readonly least: number; readonly most: number; readonly guess: number },
  planWith: (value: number) => PlanInputs,
): JudgedSearch {
  const inSearch = new Map<number, boolean>();
  const searched = new TargetChecker(rule);
  const holdsInSearch = (value: number): boolean => {
    const isMet = inSearch.get(value) ?? searched.isMet(planWith(value));
    inSearch.set(value, isMet);
    return isMet;
  };
  const judge = new TargetChecker({ ...rule, firstReplication: rule.replications });
  const held = new Map<number, Int8Array>();
  const heldWith = (value: number): Int8Array => {
    const known = held.get(value) ?? new Int8Array(rule.replications);
    held.set(value, known);
    return known;
  };
  const check = (value: number): JudgedValue => {
    const checked = judge.check(planWith(value), heldWith(value));
    // The mornings of the search cost as many simulations again.
    const isHeld = judge.isEnough(checked);
    const heldInSearch = isHeld ? holdsInSearch(value) : (inSearch.get(value) ?? null);
    return { value, ...checked, heldInSearch, isEnough: isHeld && heldInSearch === true };
  };
  const isConfirmed = (value: number): boolean =>
    judge.isMet(planWith(value), heldWith(value)) && holdsInSearch(value);
  const found = smallest({ least, most, guess }, holdsInSearch);
  const value =
    found === null ? null : smallest({ least: found, most, guess: found, firstStep: 1 }, isConfirmed);
  const from = value === null ? most : Math.max(least, value - CHECKED_BELOW);
  const checked = Array.from({ length: (value ?? most) - from + 1 }, (_, i) => check(from + i));
  const missing = checked.at(-1)?.heldInSearch === true ? judge : searched;
  return {
    value,
    checked,
    isMonotone: value === null || checked.findIndex(({ isEnough }) => isEnough) === value - from,
    tried: new Set([...inSearch.keys(), ...held.keys()]).size,
    missed: value === null ? missing.missed(planWith(most)) : [],
  };
}
