import type { StormStart } from './storm-start.js';

/** For each scheduled minute, when the first of its builds was created; minutes without any are not in it. */
export function firstCreations(starts: readonly StormStart[]): ReadonlyMap<number, number> {
  const first = new Map<number, number>();
  for (const { scheduledUs, createdUs } of starts) {
    if (createdUs === null) continue;
    first.set(scheduledUs, Math.min(first.get(scheduledUs) ?? Number.POSITIVE_INFINITY, createdUs));
  }
  return first;
}
