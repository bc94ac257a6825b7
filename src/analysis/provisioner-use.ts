import type { JobTimes } from './job-times.js';
import { areaUntil, highest, stretches } from './step-series.js';
import type { ProvisionerUse, StepSeries } from './storm-analysis.js';
import type { StormStart } from './storm-start.js';

/**
 * Jobs hardly waited when their waits add up to less than this share of the work: that is what a provisioner takes to
 * notice a job (5 to 60 ms against builds of seconds and more), not a want of provisioners.
 */
const HARDLY = 0.01;

/** From the first start of a job to the last end of one, in microseconds since the epoch. */
export interface WorkSpan {
  readonly fromUs: number;
  readonly untilUs: number;
}

/** When provisioners worked on the storm; `null` when no job was taken and ended. */
export function workSpan(jobs: readonly JobTimes[]): WorkSpan | null {
  let fromUs = Number.POSITIVE_INFINITY;
  let untilUs = Number.NEGATIVE_INFINITY;
  for (const job of jobs) {
    if (job.startedUs !== null) fromUs = Math.min(fromUs, job.startedUs);
    if (job.endedUs !== null) untilUs = Math.max(untilUs, job.endedUs);
  }
  return fromUs < untilUs ? { fromUs, untilUs } : null;
}

/** What provisioners did. `depth` and `busy` are those of the same starts. */
export function provisionerUse(
  starts: readonly StormStart[],
  jobs: readonly JobTimes[],
  depth: StepSeries,
  busy: StepSeries,
): ProvisionerUse {
  const seen = new Set(starts.filter((start) => !start.reaped).flatMap((start) => start.workerId ?? [])).size;
  const busiest = highest(busy);
  const span = workSpan(jobs);
  if (span === null) return { seen, busiest, effective: null, utilisation: null };
  const workUs = areaUntil(busy, span.untilUs);
  const hardlyWaited = areaUntil(depth, span.untilUs) < HARDLY * workUs;
  const effective = hardlyWaited ? null : busyWhileJobsWaited(depth, busy, span);
  const capacity =
    (effective === null || effective === 0 ? busiest : effective) * (span.untilUs - span.fromUs);
  return { seen, busiest, effective, utilisation: capacity > 0 ? Math.min(1, workUs / capacity) : null };
}

/** The time-weighted median of busy provisioners over all stretches of the span in which a job waited. */
function busyWhileJobsWaited(depth: StepSeries, busy: StepSeries, span: WorkSpan): number | null {
  const durationUs = new Map<number, number>();
  let totalUs = 0;
  for (const stretch of stretches([depth, busy])) {
    const [waiting = 0, working = 0] = stretch.values;
    const us = Math.min(stretch.untilUs, span.untilUs) - Math.max(stretch.fromUs, span.fromUs);
    if (waiting <= 0 || us <= 0) continue;
    durationUs.set(working, (durationUs.get(working) ?? 0) + us);
    totalUs += us;
  }
  let belowUs = 0;
  for (const [working, us] of [...durationUs].sort(([a], [b]) => a - b)) {
    belowUs += us;
    if (2 * belowUs >= totalUs) return working;
  }
  return null;
}
