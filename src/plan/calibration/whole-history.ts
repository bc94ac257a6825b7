import type { BuildHistory } from './calibrate.js';
import { type ObservedBuild, wasReaped } from './observed-build.js';
import { type ObservedJob, seemAll } from './provisioner-gaps.js';

/** The jobs of builds, where these are all that their provisioners did. */
export function observedJobs(builds: readonly ObservedBuild[]): readonly ObservedJob[] {
  return builds.flatMap((build) => {
    const { createdUs, startedUs, completedUs, workerId } = build;
    return startedUs === null || wasReaped(build) ? [] : [{ createdUs, startedUs, completedUs, workerId }];
  });
}

/** A history of builds that are all there was: nothing else kept their provisioners busy, and no autostart is missing. */
export function wholeHistory(builds: readonly ObservedBuild[]): BuildHistory {
  return { builds, jobs: observedJobs(builds), creations: autostartCreations(builds) };
}

/**
 * A history of builds of which nobody knows whether others built meanwhile. Their jobs count as all there were where
 * provisioners took them without a delay that another job would explain.
 */
export function recordedHistory(builds: readonly ObservedBuild[]): BuildHistory {
  const jobs = observedJobs(builds);
  return { builds, jobs: seemAll(jobs) ? jobs : null, creations: autostartCreations(builds) };
}

/** When the autostarts among the builds were created. */
export function autostartCreations(builds: readonly ObservedBuild[]): readonly number[] {
  return builds
    .filter(({ reason, transition }) => reason === 'autostart' && transition === 'start')
    .map(({ createdUs }) => createdUs);
}
