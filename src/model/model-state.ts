import type { Schedule } from '../time/index.js';
import type { BuildRecord } from './build.js';
import type { ModelDraws } from './draws.js';
import type { EventHeap } from './event-heap.js';
import type { Occurrences } from './occurrences.js';
import type { StormModelParameters } from './parameters.js';
import type { Publication } from './publication.js';
import type { OwnerStatus, WorkspaceRecord } from './workspace.js';

/** The records that every part of the model reads and writes; handles are indices. */
export interface ModelState {
  nowUs: number;
  readonly owners: OwnerStatus[];
  readonly workspaces: WorkspaceRecord[];
  /** By job sequence. */
  readonly builds: BuildRecord[];
  publications: Publication[];
  /** Workspaces that have a schedule and are not deleted. */
  scheduledCount: number;
}

/** What the parts of the model work with. */
export interface ModelParts {
  readonly parameters: StormModelParameters;
  readonly draws: ModelDraws;
  readonly occurrences: Occurrences;
  /** Replaced as a whole when a saved model is restored, as is `state`. */
  events: EventHeap;
  state: ModelState;
}

/** A record by its handle. @throws RangeError when there is none. */
export function recordOf<T>(records: readonly T[], handle: number, what: string): T {
  const record = records[handle];
  if (record === undefined) throw new RangeError(`no ${what} has the handle ${handle}`);
  return record;
}

/** Stores a schedule and keeps count; what follows from it is the caller's. */
export function storeSchedule(
  state: ModelState,
  workspace: WorkspaceRecord,
  schedule: Schedule | null,
): void {
  if (!workspace.deleted) {
    state.scheduledCount += Number(schedule !== null) - Number(workspace.schedule !== null);
  }
  workspace.schedule = schedule;
}

/** Marks a workspace as deleted and keeps count. */
export function storeDeletion(state: ModelState, workspace: WorkspaceRecord): void {
  if (workspace.deleted) return;
  workspace.deleted = true;
  if (workspace.schedule !== null) state.scheduledCount--;
}
