import type { JobTimes } from './job-times.js';
import { areaUntil, highest, stretches } from './step-series.js';
import type { ProvisionerUse, StepSeries } from './storm-analysis.js';
import type { StormStart } from './storm-start.js';
import { workDuringWaits } from './work-during-waits.js';

/**
 * Jobs hardly waited when their waits add up to less than this share of the work: that is what a provisioner takes to
 * notice a job (5 to 60 ms against builds of seconds and more), not a want of provisioners.
 */
const HARDLY = 0.01;

/** Below this share of a job's wait, work of its provisioner on other jobs is not what it waited for. */
const LEAST_WORK = 0.25;

/** Without names of provisioners, fewer than this share of the most ever busy are not believed to be all there were. */
const NEARLY_ALL = 0.8;

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
  const spanUs = span.untilUs - span.fromUs;
  const hardlyWaited = areaUntil(depth, span.untilUs) < HARDLY * workUs;
  const level = hardlyWaited
    ? null
    : busyWhileJobsWaited(depth, busy, { ...span, fromUs: allHadCome(jobs, span) });
  const effective = level !== null && wasTheLimit(level, { starts, busiest, workUs, spanUs }) ? level : null;
  const provisioners = effective || busiest;
  // Jobs that took no time kept nobody busy: of no provisioners there is no share.
  return {
    seen,
    busiest,
    effective,
    utilisation: provisioners === 0 ? null : workUs / (provisioners * spanUs),
  };
}

/**
 * Whether provisioners that many were what jobs waited for, and not that provisioners noticed jobs late, came later, or
 * went: those who took the waiting jobs were at work on others meanwhile, and all the work fits in.
 */
function wasTheLimit(
  level: number,
  storm: {
    readonly starts: readonly StormStart[];
    readonly busiest: number;
    readonly workUs: number;
    readonly spanUs: number;
  },
): boolean {
  if (level > 0 && storm.workUs > level * storm.spanUs) return false;
  const work = workDuringWaits(storm.starts);
  return work === null ? level >= NEARLY_ALL * storm.busiest : work >= LEAST_WORK;
}

/**
 * The last start of a job before the first end of one. Until then provisioners only come in, and one that will take its
 * first job later cannot be told from one that is not there.
 */
function allHadCome(jobs: readonly JobTimes[], { fromUs }: WorkSpan): number {
  let firstEndUs = Number.POSITIVE_INFINITY;
  for (const { endedUs } of jobs) if (endedUs !== null) firstEndUs = Math.min(firstEndUs, endedUs);
  let lastUs = fromUs;
  for (const { startedUs } of jobs) {
    if (startedUs !== null && startedUs < firstEndUs) lastUs = Math.max(lastUs, startedUs);
  }
  return lastUs;
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
