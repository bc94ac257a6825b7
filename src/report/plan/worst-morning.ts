import type { MorningPrediction, Prediction } from '../../plan/index.js';

/** The morning on which 95 % of all due take longest to be usable, the first of several; `null` without any. */
export function worstMorning({
  mornings,
}: Prediction): { readonly morning: MorningPrediction; readonly index: number } | null {
  const p95 = (morning: MorningPrediction) =>
    morning.latenciesMs.ready?.p95.median ?? Number.POSITIVE_INFINITY;
  const [first, ...others] = mornings;
  if (first === undefined) return null;
  return others.reduce(
    (worst, morning, i) => (p95(morning) > p95(worst.morning) ? { morning, index: i + 1 } : worst),
    { morning: first, index: 0 },
  );
}
