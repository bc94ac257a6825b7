import type { JobTimes } from './job-times.js';
import { ascending, countedSteps } from './step-series.js';
import type { StepSeries } from './storm-analysis.js';

/** Provisioners at work: one for each job that was taken and has not ended. */
export function busyProvisioners(jobs: readonly JobTimes[]): StepSeries {
  return countedSteps(ascending(jobs.map((job) => job.startedUs)), ascending(jobs.map((job) => job.endedUs)));
}
