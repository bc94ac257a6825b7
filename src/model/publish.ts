import type { BuildRecord } from './build.js';
import type { ModelParts } from './model-state.js';
import type { BuildUpdatePublication, Publication } from './publication.js';

/** Tells the watchers of a workspace that something has happened to it. */
export function tellWorkspace(parts: ModelParts, workspace: number): void {
  publish(parts, { kind: 'workspace_event', atUs: parts.state.nowUs, workspace });
}

/** Tells the watchers of a build's workspace, then watch-all, what has become of the build. */
export function tellBuild(
  parts: ModelParts,
  build: BuildRecord,
  status: BuildUpdatePublication['status'],
): void {
  tellWorkspace(parts, build.workspace);
  const { state } = parts;
  state.publications.push({ kind: 'build_update', atUs: state.nowUs, build, status });
}

/** Tells the followers of a build's log that nothing more comes. */
export function tellLogsEnded(parts: ModelParts, build: BuildRecord): void {
  publish(parts, { kind: 'logs_ended', atUs: parts.state.nowUs, build });
}

/** Tells that an executor is through with a tick. */
export function tellExecutorRun(parts: ModelParts, tickUs: number): void {
  publish(parts, { kind: 'executor_run', atUs: parts.state.nowUs, tickUs });
}

/** Publishes what only a deployment that tells everything tells. */
function publish({ parameters, state }: ModelParts, publication: Publication): void {
  if (parameters.publishes === 'everything') state.publications.push(publication);
}
