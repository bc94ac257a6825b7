import { jobTimes } from './job-times.js';
import type { StormStart } from './storm-start.js';

interface HeldJob {
  readonly createdUs: number;
  readonly startedUs: number;
  readonly endedUs: number;
}

/**
 * Of all the time that jobs waited for the provisioner that took them in the end, the share in which that provisioner
 * was at work on other jobs of the storm: 0 where provisioners stood idle or were somewhere else, nearly 1 where they
 * were the limit. Jobs without a provisioner's name are left out.
 * @returns In [0, 1]; `null` when no wait is known of a job whose provisioner has a name.
 */
export function workDuringWaits(starts: readonly StormStart[]): number | null {
  let waitUs = 0;
  let workUs = 0;
  for (const jobs of heldByWorker(starts).values()) {
    jobs.sort((a, b) => a.startedUs - b.startedUs || a.endedUs - b.endedUs);
    /** Of the i jobs before: work in all. */
    const before = [0];
    for (const [i, job] of jobs.entries()) {
      const soFar = before[i] ?? 0;
      waitUs += job.startedUs - job.createdUs;
      workUs += Math.min(job.startedUs - job.createdUs, soFar - workUntil(jobs, before, job.createdUs));
      before.push(soFar + job.endedUs - job.startedUs);
    }
  }
  return waitUs > 0 ? workUs / waitUs : null;
}

/** Work of a provisioner on its first `before.length - 1` jobs up to a time. */
function workUntil(jobs: readonly HeldJob[], before: readonly number[], us: number): number {
  let low = 0;
  let high = before.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((jobs[middle]?.endedUs ?? 0) <= us) low = middle + 1;
    else high = middle;
  }
  const running = low < before.length - 1 ? Math.max(0, us - (jobs[low]?.startedUs ?? us)) : 0;
  return (before[low] ?? 0) + running;
}

function heldByWorker(starts: readonly StormStart[]): ReadonlyMap<string, HeldJob[]> {
  const held = new Map<string, HeldJob[]>();
  for (const start of starts) {
    const job = jobTimes(start);
    if (start.workerId === null || job === null || job.startedUs === null) continue;
    const { createdUs, startedUs } = job;
    const endedUs = Math.max(startedUs, job.endedUs ?? startedUs);
    const jobs = held.get(start.workerId);
    if (jobs === undefined) held.set(start.workerId, [{ createdUs, startedUs, endedUs }]);
    else jobs.push({ createdUs, startedUs, endedUs });
  }
  return held;
}
