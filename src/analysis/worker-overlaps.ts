import type { StormStart } from './storm-start.js';
import { duration } from './words.js';

/** A job that a provisioner had, from its recorded start to its end. */
interface HeldJob {
  readonly workspace: string;
  readonly startedUs: number;
  /** Infinity while it is not known to have ended. */
  readonly endedUs: number;
}

/** Provisioners that had two jobs at once, in words: none can, each runs one at a time. */
export function workerOverlaps(starts: readonly StormStart[]): readonly string[] {
  return [...jobsByWorker(starts)].flatMap(([worker, jobs]) => overlapsOf(worker, jobs));
}

function jobsByWorker(starts: readonly StormStart[]): ReadonlyMap<string, HeldJob[]> {
  const byWorker = new Map<string, HeldJob[]>();
  for (const { workspace, workerId, startedUs, completedUs, reaped } of starts) {
    if (workerId === null || startedUs === null || reaped) continue;
    const job = { workspace, startedUs, endedUs: completedUs ?? Number.POSITIVE_INFINITY };
    const jobs = byWorker.get(workerId);
    if (jobs === undefined) byWorker.set(workerId, [job]);
    else jobs.push(job);
  }
  return byWorker;
}

function overlapsOf(worker: string, jobs: HeldJob[]): string[] {
  jobs.sort((a, b) => a.startedUs - b.startedUs || a.endedUs - b.endedUs);
  const problems: string[] = [];
  let longest: HeldJob | undefined;
  for (const job of jobs) {
    if (longest !== undefined && job.startedUs < longest.endedUs) {
      const us = Math.min(longest.endedUs, job.endedUs) - job.startedUs;
      const time = Number.isFinite(us) ? ` for ${duration(us)}` : '';
      problems.push(
        `${job.workspace}: its provisioner ${worker} worked on the job of ${longest.workspace} at the same time${time}`,
      );
    }
    if (longest === undefined || job.endedUs > longest.endedUs) longest = job;
  }
  return problems;
}
