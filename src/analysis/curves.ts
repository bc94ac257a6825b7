import type { JobTimes } from './job-times.js';
import { ascending, countedSteps, stepsBefore } from './step-series.js';
import type { StormCurves } from './storm-analysis.js';
import type { StormStart } from './storm-start.js';

/**
 * The cumulative curves of a storm. Jobs that were given up while they waited are created, but neither started nor
 * completed.
 * @param jobs - Those of the starts.
 * @param censoredFromUs - Where the usable curve ends: from there on nobody knows whether more became usable.
 */
export function stormCurves(
  starts: readonly StormStart[],
  jobs: readonly JobTimes[],
  censoredFromUs: number | null,
): StormCurves {
  const usable = countedSteps(ascending(starts.map((start) => start.usableUs)));
  return {
    due: countedSteps(ascending(starts.map((start) => start.scheduledUs))),
    created: countedSteps(ascending(jobs.map((job) => job.createdUs))),
    started: countedSteps(ascending(jobs.map((job) => job.startedUs))),
    completed: countedSteps(ascending(jobs.map((job) => job.endedUs))),
    usable: censoredFromUs === null ? usable : stepsBefore(usable, censoredFromUs),
  };
}
