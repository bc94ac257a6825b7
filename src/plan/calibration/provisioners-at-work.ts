import type { ObservedBuild } from './observed-build.js';

/** As long as a storm may last: provisioners that are replaced overnight are not counted twice. */
const WITHIN_US = 30 * 60e6;

/**
 * The most different provisioners that took a job within half an hour; `null` where records name none. One that was
 * idle all the time is not seen.
 */
export function provisionersAtWork(builds: readonly ObservedBuild[]): number | null {
  const taken = builds
    .flatMap(({ startedUs, workerId }) =>
      startedUs === null || workerId === null ? [] : [{ startedUs, workerId }],
    )
    .sort((a, b) => a.startedUs - b.startedUs);
  const jobs = new Map<string, number>();
  let [first, most] = [0, 0];
  for (const { startedUs, workerId } of taken) {
    jobs.set(workerId, (jobs.get(workerId) ?? 0) + 1);
    for (; (taken[first]?.startedUs ?? startedUs) < startedUs - WITHIN_US; first++) {
      const left = taken[first]?.workerId ?? '';
      const rest = (jobs.get(left) ?? 0) - 1;
      if (rest === 0) jobs.delete(left);
      else jobs.set(left, rest);
    }
    most = Math.max(most, jobs.size);
  }
  return most === 0 ? null : most;
}
