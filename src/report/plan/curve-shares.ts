import type { ReadyCurve } from '../../plan/index.js';

/** The greatest share that is reached by a time. */
export function shareAt(shares: readonly number[], timesMs: readonly number[], ms: number): number {
  let [low, high] = [0, timesMs.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((timesMs[middle] ?? Number.POSITIVE_INFINITY) <= ms) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? 0 : (shares[low - 1] ?? 0);
}

/** Until when anything of a curve happens; `null`: nothing does. */
export function lastFinite({ highMs, lowMs, medianMs }: ReadyCurve): number | null {
  const times = [...highMs, ...medianMs, ...lowMs].filter(Number.isFinite);
  return times.length === 0 ? null : times.reduce((most, ms) => Math.max(most, ms), 1);
}
