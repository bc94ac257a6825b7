import type { StartTimes } from './start-times.js';
import { STORM_FIGURES, type StormFigure, stormFigures } from './storm-figures.js';

/** One figure of a storm, as it was and as several replications of the model have it. Microseconds. */
export interface FigureError {
  readonly figure: StormFigure;
  readonly recordedUs: number;
  /** Mean over the replications. */
  readonly predictedUs: number;
  /** Least and greatest of the replications: by so much the draws alone move it. */
  readonly leastUs: number;
  readonly greatestUs: number;
  /** By how much the mean is off, as a share of what was recorded; `null` where that is 0. */
  readonly error: number | null;
}

/**
 * Holds predictions of a storm against what happened, both counted from the first creation.
 * @throws RangeError without a recorded start or without a replication.
 */
export function figureErrors(
  recorded: readonly StartTimes[],
  replications: readonly (readonly StartTimes[])[],
): readonly FigureError[] {
  if (replications.length === 0) throw new RangeError('an error needs at least one replication');
  const truth = stormFigures(recorded);
  const runs = replications.map(stormFigures);
  return STORM_FIGURES.map((figure) => {
    const values = runs.map((run) => run[figure]);
    const predictedUs = values.reduce((sum, us) => sum + us, 0) / values.length;
    const recordedUs = truth[figure];
    return {
      figure,
      recordedUs,
      predictedUs,
      leastUs: Math.min(...values),
      greatestUs: Math.max(...values),
      error: recordedUs === 0 ? null : predictedUs / recordedUs - 1,
    };
  });
}
