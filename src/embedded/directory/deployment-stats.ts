import type { ModelBuild, ModelWorkspace } from '../../model/index.js';
import type { WorkspaceRecord } from './workspaces.js';

/** How many workspaces are in which state. */
export interface WorkspaceCounts {
  readonly pending: number;
  readonly building: number;
  readonly running: number;
  readonly failed: number;
  readonly stopped: number;
}

/** What was collected at one time. Times are microseconds since the epoch. */
export interface CollectedStats {
  readonly collectedUs: number;
  readonly nextUs: number;
  readonly workspaces: WorkspaceCounts;
}

/** How often a server collects, as recorded. */
const INTERVAL_US = 30e6;

/**
 * What a deployment knows of its workspaces as a whole: counted once in 30 s, so up to as much out of date. Counts are
 * worked out when somebody asks, for the moment at which they would have been collected.
 */
export class DeploymentStats {
  readonly #firstUs: number;
  readonly #workspaces: () => Iterable<WorkspaceRecord>;
  #last: CollectedStats | null = null;

  /**
   * @param firstUs - When the first were collected.
   * @param workspaces - All, deleted ones too.
   */
  constructor(firstUs: number, workspaces: () => Iterable<WorkspaceRecord>) {
    this.#firstUs = firstUs;
    this.#workspaces = workspaces;
  }

  /** What was collected last by `nowUs`. */
  at(nowUs: number): CollectedStats {
    const collectedUs = this.#firstUs + Math.floor((nowUs - this.#firstUs) / INTERVAL_US) * INTERVAL_US;
    if (this.#last?.collectedUs !== collectedUs) {
      const nextUs = collectedUs + INTERVAL_US;
      this.#last = { collectedUs, nextUs, workspaces: countAt(this.#workspaces(), collectedUs) };
    }
    return this.#last;
  }
}

function countAt(workspaces: Iterable<WorkspaceRecord>, us: number): WorkspaceCounts {
  const counts = { pending: 0, building: 0, running: 0, failed: 0, stopped: 0 };
  for (const { state } of workspaces) {
    const build = latestAt(state, us);
    const kind = build === undefined ? null : kindAt(build, us);
    if (kind !== null) counts[kind] += 1;
  }
  return counts;
}

function latestAt(workspace: ModelWorkspace, us: number): ModelBuild | undefined {
  if (workspace.latest.createdUs <= us) return workspace.latest;
  return workspace.builds.findLast((build) => build.createdUs <= us);
}

/** As what a workspace with this latest build counts; `null` for one that is deleted. */
function kindAt(build: ModelBuild, us: number): keyof WorkspaceCounts | null {
  if (build.completedUs !== null && build.completedUs <= us) {
    if (build.error || build.canceledUs !== null) return 'failed';
    if (build.transition === 'start') return 'running';
    return build.transition === 'stop' ? 'stopped' : null;
  }
  return build.startedUs !== null && build.startedUs <= us ? 'building' : 'pending';
}
