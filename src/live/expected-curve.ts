/** When shares of all due are expected to be usable, in milliseconds after the scheduled minute; Infinity: never. */
export interface ExpectedCurve {
  readonly due: number;
  /** Ascending, up to 1. */
  readonly shares: readonly number[];
  readonly lowMs: readonly number[];
  readonly medianMs: readonly number[];
  readonly highMs: readonly number[];
}

/** How many are expected to be usable at the end of each step of a storm's curve. */
export interface ExpectedSteps {
  /** On the fastest mornings, on half of them, and on all but the slowest. */
  readonly fast: readonly number[];
  readonly median: readonly number[];
  readonly slow: readonly number[];
}

/** The same for so many steps of this length. */
export function expectedSteps(curve: ExpectedCurve, steps: number, stepMs: number): ExpectedSteps {
  const at = (timesMs: readonly number[]) =>
    Array.from({ length: steps }, (_, step) => {
      const reached = timesMs.filter((ms) => ms <= (step + 1) * stepMs).length;
      return reached === 0 ? 0 : Math.round((curve.shares[reached - 1] ?? 0) * curve.due);
    });
  return { fast: at(curve.lowMs), median: at(curve.medianMs), slow: at(curve.highMs) };
}
