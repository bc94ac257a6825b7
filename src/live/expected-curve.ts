/** When shares of all due are expected to be usable, in milliseconds after the scheduled minute; Infinity: never. */
export interface ExpectedCurve {
  readonly due: number;
  /** Ascending, up to 1. */
  readonly shares: readonly number[];
  readonly lowMs: readonly number[];
  readonly medianMs: readonly number[];
  readonly highMs: readonly number[];
}

/** How many are expected to be usable at some times. */
export interface ExpectedCounts {
  /** On the fastest mornings, on half of them, and on all but the slowest. */
  readonly fast: readonly number[];
  readonly median: readonly number[];
  readonly slow: readonly number[];
}

/** How many are expected to be usable at the end of each step of a storm's curve, and what is still to come. */
export interface ExpectedSteps extends ExpectedCounts {
  readonly later: ExpectedCounts & {
    /** Milliseconds after the scheduled minute, behind the present moment; empty where all is expected to be over. */
    readonly atMs: readonly number[];
  };
}

/** Of what is to come: enough for a line, and few enough to be sent every second. */
const LATER_POINTS = 30;

/**
 * What is expected for so many steps of this length, and from then on until even the slowest mornings are over.
 * @param nowMs - After the scheduled minute: the last step is not over.
 */
export function expectedSteps(
  curve: ExpectedCurve,
  steps: number,
  stepMs: number,
  nowMs: number,
): ExpectedSteps {
  const endsMs = Array.from({ length: steps }, (_, step) => (step + 1) * stepMs);
  const known = [...curve.lowMs, ...curve.medianMs, ...curve.highMs].filter(Number.isFinite);
  const leftMs = Math.max(0, ...known) - nowMs;
  const atMs =
    leftMs <= 0
      ? []
      : Array.from({ length: LATER_POINTS }, (_, i) => Math.round(nowMs + (leftMs * (i + 1)) / LATER_POINTS));
  return { ...countsAt(curve, endsMs), later: { atMs, ...countsAt(curve, atMs) } };
}

function countsAt(curve: ExpectedCurve, timesMs: readonly number[]): ExpectedCounts {
  const of = (reachedMs: readonly number[]) =>
    timesMs.map((atMs) => {
      const reached = reachedMs.filter((ms) => ms <= atMs).length;
      return reached === 0 ? 0 : Math.round((curve.shares[reached - 1] ?? 0) * curve.due);
    });
  return { fast: of(curve.lowMs), median: of(curve.medianMs), slow: of(curve.highMs) };
}
