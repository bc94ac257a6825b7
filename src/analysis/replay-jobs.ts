import { replayQueue } from '../model/index.js';
import { nearestRank } from '../stats/index.js';
import { jobTimes } from './job-times.js';
import { serviceUs, sortedServiceUs } from './service-times.js';
import type { StormStart } from './storm-start.js';

/** One job of a storm as the replay runs it; microseconds. */
export interface ReplayJob {
  readonly start: StormStart;
  readonly createdUs: number;
  readonly serviceUs: number;
  /** How long it waited in the storm; `null` when no provisioner took it. */
  readonly waitedUs: number | null;
  /** From its end to usable; Infinity when it does not become usable however soon it is worked on. */
  readonly afterUs: number;
}

/** The jobs of a storm, first created first, with what had to be assumed of them. */
export interface ReplayJobs {
  readonly jobs: readonly ReplayJob[];
  /** Jobs that no provisioner took before they were given up or no longer awaited. */
  readonly neverTaken: number;
  /** Jobs that were taken, and whose workspace was not usable yet when our wait for it ended. */
  readonly stillAwaited: number;
  /** Other jobs that were taken and are not known to have ended. */
  readonly neverEnded: number;
}

/**
 * The jobs of a storm with the service times that they had.
 *
 * | job | service time | usable |
 * |---|---|---|
 * | ended, workspace usable | its own | as long after its end as it was |
 * | ended, workspace not usable, and we waited for it | its own | never |
 * | taken, our wait ended first (timed out, interrupted) | its own; not ended: the median, or as long as it was seen to run | after its end as the median, or as long as it was seen to take |
 * | never taken, not canceled | median of the storm | as long after its end as the median |
 * | never taken, canceled | left out: it did not occupy anybody | never |
 * | taken, not ended, for another reason | median of the storm, or as long as it was seen to run | never |
 *
 * @returns `null` when no service time is known.
 */
export function replayJobs(starts: readonly StormStart[]): ReplayJobs | null {
  const services = sortedServiceUs(starts);
  if (services.length === 0) return null;
  const typicalUs = nearestRank(services, 0.5);
  const typicalAfterUs = medianAfterUs(starts);
  const jobs: ReplayJob[] = [];
  let neverTaken = 0;
  let stillAwaited = 0;
  let neverEnded = 0;
  for (const start of starts) {
    const job = jobTimes(start);
    if (job === null) continue;
    const { createdUs, startedUs } = job;
    if (startedUs === null) {
      if (start.outcome === 'canceled') continue;
      neverTaken++;
      jobs.push({ start, createdUs, serviceUs: typicalUs, waitedUs: null, afterUs: typicalAfterUs });
      continue;
    }
    const known = serviceUs(job);
    const awaitedUs = waitEndedFirst(start) ? Math.max(typicalAfterUs, seenUs(start, job.endedUs)) : null;
    if (awaitedUs !== null) stillAwaited++;
    else if (known === null) neverEnded++;
    const usable = start.usableUs !== null && job.endedUs !== null;
    jobs.push({
      start,
      createdUs,
      serviceUs: Math.max(0, known ?? Math.max(typicalUs, seenUs(start, startedUs))),
      waitedUs: startedUs - createdUs,
      afterUs: usable ? (start.usableUs ?? 0) - (job.endedUs ?? 0) : (awaitedUs ?? Number.POSITIVE_INFINITY),
    });
  }
  return { jobs: jobs.sort(firstCreatedFirst), neverTaken, stillAwaited, neverEnded };
}

/** What a number of provisioners would have made of the jobs; both lists in the order of the jobs. */
export function replayWith(
  jobs: readonly ReplayJob[],
  provisioners: number,
): { readonly waitedUs: number[]; readonly usableUs: number[] } {
  const { startedUs, completedUs } = replayQueue(
    jobs.map((job) => job.createdUs),
    jobs.map((job) => job.serviceUs),
    provisioners,
  );
  return {
    waitedUs: jobs.map((job, i) => (startedUs[i] ?? 0) - job.createdUs),
    usableUs: jobs.map((job, i) => (completedUs[i] ?? 0) + job.afterUs),
  };
}

/** Nobody waited for it any longer before it was usable, so that it is not known whether it would have been. */
export function waitEndedFirst(start: StormStart): boolean {
  return start.usableUs === null && (start.outcome === 'timed_out' || start.outcome === 'interrupted');
}

/** For how long it was waited for after a time; 0 where one of both is not known. */
function seenUs({ scheduledUs, censoredUs }: StormStart, fromUs: number | null): number {
  return censoredUs === null || fromUs === null ? 0 : Math.max(0, scheduledUs + censoredUs - fromUs);
}

/** Median time from the end of a job to usable, of those that became usable; 0 where none did. */
function medianAfterUs(starts: readonly StormStart[]): number {
  const after = starts.flatMap(({ usableUs, completedUs }) =>
    usableUs === null || completedUs === null ? [] : [usableUs - completedUs],
  );
  return after.length === 0 ? 0 : nearestRank(Float64Array.from(after).sort(), 0.5);
}

/** Jobs created at one time in the order in which they were taken, so that the order of the input does not matter. */
function firstCreatedFirst(a: ReplayJob, b: ReplayJob): number {
  if (a.createdUs !== b.createdUs) return a.createdUs - b.createdUs;
  const [takenA, takenB] = [a.waitedUs ?? Number.MAX_VALUE, b.waitedUs ?? Number.MAX_VALUE];
  if (takenA !== takenB) return takenA - takenB;
  return a.start.workspace < b.start.workspace ? -1 : 1;
}
