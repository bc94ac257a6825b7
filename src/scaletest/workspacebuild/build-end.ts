import type { WorkspaceBuild } from '../../codersdk/index.js';
import { ExplainedError } from '../../storm/index.js';

/** Whether the build's job still waits, runs, or is being canceled; no other build can be created meanwhile. */
export function isActive(build: WorkspaceBuild): boolean {
  const { status } = build.job;
  return status === 'pending' || status === 'running' || status === 'canceling';
}

/**
 * Whether the server gave the job up because no provisioner took it in time: it has failed, without a worker, at
 * the moment at which it is said to have started.
 */
export function isReaped(build: WorkspaceBuild): boolean {
  const { status, workerId, startedAt, completedAt } = build.job;
  return status === 'failed' && workerId === null && startedAt !== null && startedAt.us === completedAt?.us;
}

/** A build ended, but not well. */
export class BuildFailedError extends ExplainedError {
  readonly code = 'build_failed';
  readonly build: WorkspaceBuild;

  constructor(build: WorkspaceBuild) {
    const { status, error } = build.job;
    super(
      `${describeBuild(build)} ${status === 'canceled' ? 'was canceled' : 'failed'}${error === null ? '' : `: ${error}`}`,
      isReaped(build)
        ? { hint: 'no provisioner took the job in time: add provisioners, or check that their tags match' }
        : {},
    );
    this.build = build;
  }
}

/** Another build than the wanted one is in the way. */
export class UnexpectedBuildError extends ExplainedError {
  readonly code = 'unexpected_build';
  readonly build: WorkspaceBuild;

  constructor(build: WorkspaceBuild) {
    const state = isActive(build) ? `is still ${build.job.status}` : 'came first';
    super(
      `${describeBuild(build)} ${state}; it was created by ${build.initiatorName} with reason ${build.reason}`,
    );
    this.build = build;
  }
}

/** The build, if it succeeded. @throws BuildFailedError if it did not. */
export function requireSuccess(build: WorkspaceBuild): WorkspaceBuild {
  if (build.job.status !== 'succeeded') {
    throw new BuildFailedError(build);
  }
  return build;
}

/** The build in words, e.g. `workspace bob/dev: start build 3`. */
export function describeBuild(build: WorkspaceBuild): string {
  const { workspaceOwnerName, workspaceName, transition, buildNumber } = build;
  return `workspace ${workspaceOwnerName}/${workspaceName}: ${transition} build ${buildNumber}`;
}
