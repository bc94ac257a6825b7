import { jobStatus, type ModelBuild } from '../model/index.js';
import type { BuildRow } from '../storm/index.js';
import { formatInstantUs } from '../time/index.js';
import type { Deployment } from './deployment.js';

/**
 * Every build that was created since a time, in order of creation, as of now.
 * @param sinceMs - In milliseconds of deployment time since the epoch; default: every build ever.
 */
export function exportBuilds(deployment: Deployment, sinceMs = 0): BuildRow[] {
  deployment.driver.touch();
  const rows: BuildRow[] = [];
  for (const build of deployment.model.builds()) {
    if (build.createdUs >= sinceMs * 1000) rows.push(rowOf(deployment, build));
  }
  return rows;
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
