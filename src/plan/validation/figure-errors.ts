import { STORM_FIGURES, type StormFigure, stormFigures } from './storm-figures.js';
import type { StormStart } from './storm-start.js';

/** One figure of a storm, as it was and as several replications of the model have it. Microseconds; Infinity: not reached. */
export interface FigureError {
  readonly figure: StormFigure;
  readonly recordedUs: number;
  /** Mean over the replications; Infinity where one of them does not reach it. */
  readonly predictedUs: number;
  /** Least and greatest of the replications: by so much the draws alone move it. */
  readonly leastUs: number;
  readonly greatestUs: number;
  /**
   * By how much the mean is off, as a share of what was recorded: 0 where neither is reached, `null` where just one is,
   * or nothing was recorded that the error could be a share of.
   */
  readonly error: number | null;
}

/**
 * Holds predictions of a storm against what happened, both counted from the first creation.
 * @throws RangeError without a replication.
 */
export function figureErrors(
  recorded: readonly StormStart[],
  replications: readonly (readonly StormStart[])[],
  figures: readonly StormFigure[] = STORM_FIGURES,
): readonly FigureError[] {
  if (replications.length === 0) throw new RangeError('an error needs at least one replication');
  const truth = stormFigures(recorded);
  const runs = replications.map(stormFigures);
  return figures.map((figure) => {
    const values = runs.map((run) => run[figure]);
    const predictedUs = values.reduce((sum, us) => sum + us, 0) / values.length;
    const recordedUs = truth[figure];
    return {
      figure,
      recordedUs,
      predictedUs,
      leastUs: Math.min(...values),
      greatestUs: Math.max(...values),
      error: errorOf(recordedUs, predictedUs),
    };
  });
}

function errorOf(recordedUs: number, predictedUs: number): number | null {
  if (recordedUs === predictedUs) return 0;
  const isComparable = Number.isFinite(recordedUs) && Number.isFinite(predictedUs) && recordedUs > 0;
  return isComparable ? predictedUs / recordedUs - 1 : null;
}
