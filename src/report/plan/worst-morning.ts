import type { MorningPrediction, Prediction } from '../../plan/index.js';

/**
 * The morning on which 95 % of all due take longest to be usable, or fewest of them become it where several do not come
 * so far; the first of equals. `null` without any.
 */
export function worstMorning({
  mornings,
}: Prediction): { readonly morning: MorningPrediction; readonly index: number } | null {
  const p95 = (morning: MorningPrediction) =>
    morning.latenciesMs.ready?.p95.median ?? Number.POSITIVE_INFINITY;
  const usable = ({ due, usable: of }: MorningPrediction) => of.median / due;
  const isWorse = (one: MorningPrediction, than: MorningPrediction) =>
    p95(one) === p95(than) ? usable(one) < usable(than) : p95(one) > p95(than);
  const [first, ...others] = mornings;
  if (first === undefined) return null;
  return others.reduce(
    (worst, morning, i) => (isWorse(morning, worst.morning) ? { morning, index: i + 1 } : worst),
    { morning: first, index: 0 },
  );
}
