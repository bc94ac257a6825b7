import {
  kolmogorovCritical,
  kolmogorovDistance,
  kolmogorovDistanceTo,
  nearestRank,
  sampleAt,
} from '../../stats/index.js';
import type { DistributionFit, ServiceDrift } from './calibration.js';
import type { ObservedBuild } from './observed-build.js';
import { serviceTimesUs } from './service-sample.js';

/** Levels of the quantile table. */
const LEVELS = [0.05, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99];
/** Halves of fewer builds than this say nothing. */
const SMALLEST_HALF = 20;

/**
 * The lognormal distribution that has the sample's own p50 and p95, against the sample.
 * @param sortedUs - Ascending, not empty.
 * @returns `null` where the median is 0, or no lognormal has such percentiles.
 */
export function lognormalFit(sortedUs: readonly number[]): DistributionFit | null {
  const [p50, p95] = [nearestRank(sortedUs, 0.5), nearestRank(sortedUs, 0.95)];
  if (p50 <= 0 || p95 <= p50) return null;
  const fitted = { kind: 'lognormal', p50, p95 } as const;
  return {
    fitted,
    n: sortedUs.length,
    distance: kolmogorovDistanceTo(sortedUs, fitted),
    critical: kolmogorovCritical(sortedUs.length),
    quantiles: LEVELS.map((p) => ({
      p,
      observedUs: nearestRank(sortedUs, p),
      fittedUs: sampleAt(fitted, p),
    })),
  };
}

/** The earlier half of the starts against the later one. @param builds - In order of their starts. */
export function serviceDrift(builds: readonly ObservedBuild[]): ServiceDrift | null {
  const middle = Math.floor(builds.length / 2);
  if (middle < SMALLEST_HALF) return null;
  const [first, last] = [serviceTimesUs(builds.slice(0, middle)), serviceTimesUs(builds.slice(middle))];
  return {
    firstN: first.length,
    lastN: last.length,
    distance: kolmogorovDistance(first, last),
    critical: kolmogorovCritical(first.length, last.length),
    firstP50Us: nearestRank(first, 0.5),
    lastP50Us: nearestRank(last, 0.5),
  };
}
