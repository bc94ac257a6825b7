import { windowOffsetMinutes } from '../../time/index.js';
import type { DueGroup, StartWindow } from './plan-inputs.js';

/** The minute of a workspace after that of its schedule. */
export function offsetMinutes(number: number, { minutes, assignment }: StartWindow): number {
  if (minutes <= 1) return 0;
  return assignment === 'even' ? number % minutes : windowOffsetMinutes(number, minutes);
}

/**
 * The number of each group's first workspace, by which it is dealt its minute; the others of the group follow. A run
 * hashes the number that a workspace has among all. In turn are dealt those whose first minute of the plan is the same,
 * whatever group they are of, so that small groups are spread too.
 * @param baseUs - Of each group, the first minute at which it is due; `undefined` where it is not.
 */
export function firstNumbers(
  groups: readonly DueGroup[],
  baseUs: readonly (number | undefined)[],
): readonly number[] {
  let all = 0;
  const dealt = new Map<number | undefined, number>();
  return groups.map(({ count, window }, i) => {
    const ofBase = dealt.get(baseUs[i]) ?? 0;
    const first = window.assignment === 'even' ? ofBase : all;
    dealt.set(baseUs[i], ofBase + count);
    all += count;
    return first;
  });
}
