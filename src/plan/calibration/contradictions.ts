import { formatInstantUs } from '../../time/index.js';
import { type ObservedBuild, wasReaped } from './observed-build.js';

/** A start recorded before its creation by more than this is no matter of a transaction's length (measured: 0.195 s). */
const EARLY_START_US = 5_000_000;
/** Two jobs of one provisioner may overlap by this much: starts are recorded early, too. */
const OVERLAP_US = 1_000_000;

/** Where records contradict themselves, in words, each naming a build; empty when they do not. */
export function contradictions(builds: readonly ObservedBuild[]): string[] {
  return [...builds.flatMap(ownProblems), ...duplicates(builds), ...overlaps(builds)];
}

function ownProblems(build: ObservedBuild): string[] {
  const { createdUs, startedUs, completedUs, jobStatus } = build;
  const problems: string[] = [];
  const problem = (text: string): void => {
    problems.push(`${nameOf(build)}: ${text}`);
  };
  const begunUs = startedUs ?? createdUs;
  if (startedUs !== null && startedUs < createdUs - EARLY_START_US) {
    problem(
      `its job started at ${formatInstantUs(startedUs)}, before it was created at ${formatInstantUs(createdUs)}`,
    );
  } else if (completedUs !== null && completedUs < begunUs && completedUs < createdUs - EARLY_START_US) {
    problem(
      `its job ended at ${formatInstantUs(completedUs)}, before it was created at ${formatInstantUs(createdUs)}`,
    );
  } else if (completedUs !== null && startedUs !== null && completedUs < startedUs) {
    problem(
      `its job ended at ${formatInstantUs(completedUs)}, before it started at ${formatInstantUs(startedUs)}`,
    );
  }
  if (jobStatus === 'succeeded' && (startedUs === null || completedUs === null)) {
    problem('its job is called succeeded, but has no start or no end');
  }
  return problems;
}

function duplicates(builds: readonly ObservedBuild[]): string[] {
  const seen = new Set<string>();
  return builds.flatMap((build) => {
    const name = nameOf(build);
    if (seen.has(name)) return [`${name}: it is there more than once`];
    seen.add(name);
    return [];
  });
}

/**
 * Provisioners run one job at a time. One that died and came back may take a job while the server still holds its last
 * one for running, which then ends as failed.
 */
function overlaps(builds: readonly ObservedBuild[]): string[] {
  const held = builds
    .filter((build) => build.workerId !== null && build.startedUs !== null && !wasReaped(build))
    .sort((a, b) => (a.startedUs ?? 0) - (b.startedUs ?? 0));
  const last = new Map<string, ObservedBuild>();
  return held.flatMap((build) => {
    const worker = build.workerId ?? '';
    const before = last.get(worker);
    const beforeEndsUs = before === undefined ? 0 : (before.completedUs ?? Number.POSITIVE_INFINITY);
    if (before === undefined || beforeEndsUs <= (build.completedUs ?? Number.POSITIVE_INFINITY)) {
      last.set(worker, build);
    }
    const byUs = beforeEndsUs - (build.startedUs ?? 0);
    return before?.jobStatus === 'succeeded' && byUs > OVERLAP_US
      ? [`${nameOf(build)}: its provisioner ${worker} still had the job of ${nameOf(before)}`]
      : [];
  });
}

function nameOf({ workspace, buildNumber }: ObservedBuild): string {
  return `build ${buildNumber} of ${workspace}`;
}
