import { nearestRank } from '../stats/index.js';
import type { JobTimes } from './job-times.js';
import { jobTimes } from './job-times.js';
import type { ServiceTimes } from './storm-analysis.js';
import type { StormStart } from './storm-start.js';

/** Start to end of a job in microseconds; `null` for one that was not taken, or has not ended. */
export function serviceUs(job: JobTimes): number | null {
  return job.startedUs === null || job.endedUs === null ? null : job.endedUs - job.startedUs;
}

/** How long provisioners worked on a job, whether it succeeded or not. */
export function serviceTimes(starts: readonly StormStart[]): ServiceTimes {
  const sorted = sortedServiceUs(starts);
  const n = sorted.length;
  return {
    n,
    meanMs: n === 0 ? null : sorted.reduce((sum, us) => sum + us, 0) / n / 1000,
    p50Ms: n === 0 ? null : nearestRank(sorted, 0.5) / 1000,
    p95Ms: n === 0 ? null : nearestRank(sorted, 0.95) / 1000,
    reaped: starts.filter((start) => start.reaped).length,
    negativeQueueWaits: starts.filter((start) => start.negativeQueueWait).length,
  };
}

/**
 * The service times that count, in microseconds, ascending: without reaped jobs, without those whose start is recorded
 * before their creation, and without ends recorded before the start.
 */
export function sortedServiceUs(starts: readonly StormStart[]): Float64Array {
  const known: number[] = [];
  for (const start of starts) {
    if (start.negativeQueueWait) continue;
    const job = jobTimes(start);
    const us = job === null ? null : serviceUs(job);
    if (us !== null && us >= 0) known.push(us);
  }
  return Float64Array.from(known).sort();
}
