import { jobStatus, type ModelBuild } from '../model/index.js';
import type { BuildRow } from '../storm/index.js';
import { formatInstantUs } from '../time/index.js';
import type { Deployment } from './deployment.js';

/** Every build ever, in order of creation, as of now. */
export function exportBuilds(deployment: Deployment): BuildRow[] {
  deployment.driver.touch();
  return Array.from(deployment.model.builds(), (build) => rowOf(deployment, build));
}

function rowOf({ builds, daemons, workspaces }: Deployment, build: ModelBuild): BuildRow {
  const { owner, state } = workspaces.withHandle(build.workspace);
  return {
    workspace: state.name,
    buildNumber: build.number,
    transition: build.transition,
    reason: builds.reasonOf(build),
    createdAt: formatInstantUs(build.createdUs),
    startedAt: build.startedUs === null ? null : formatInstantUs(build.startedUs),
    completedAt: build.completedUs === null ? null : formatInstantUs(build.completedUs),
    jobStatus: jobStatus(build),
    workerId: build.provisioner === null ? null : daemons.withIndex(build.provisioner).id,
    error: build.error,
    owner: owner.username,
  };
}
