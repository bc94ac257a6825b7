import { type ObservedBuild, wasReaped } from './observed-build.js';
import type { ObservedJob } from './provisioner-gaps.js';

/** The jobs of builds, where these are all that their provisioners did. */
export function observedJobs(builds: readonly ObservedBuild[]): readonly ObservedJob[] {
  return builds.flatMap((build) => {
    const { createdUs, startedUs, completedUs, workerId } = build;
    return startedUs === null || wasReaped(build) ? [] : [{ createdUs, startedUs, completedUs, workerId }];
  });
}
