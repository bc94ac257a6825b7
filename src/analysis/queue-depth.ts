import type { JobTimes } from './job-times.js';
import { ascending, countedSteps } from './step-series.js';
import type { StepSeries } from './storm-analysis.js';

/** Jobs that waited for a provisioner: from their creation until one took them, or until they were given up. */
export function queueDepth(jobs: readonly JobTimes[]): StepSeries {
  return countedSteps(
    ascending(jobs.map((job) => job.createdUs)),
    ascending(jobs.map((job) => job.leftQueueUs)),
  );
}
