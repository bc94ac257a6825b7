import type { Schedule } from '../time/index.js';
import { type BuildRecord, jobStatus } from './build.js';
import type { ModelDraws } from './draws.js';
import type { EventHeap } from './event-heap.js';
import type { NextStarts } from './next-starts.js';
import type { StormModelParameters } from './parameters.js';
import type { Publication } from './publication.js';
import type { QuietTimes } from './quiet-times.js';
import type { ModelTemplate } from './template.js';
import type { OwnerStatus, WorkspaceRecord } from './workspace.js';

/** The records that every part of the model reads and writes; handles are indices. */
export interface ModelState {
  nowUs: number;
  /** Since when the server is up; ahead of `nowUs` while it is down. */
  upUs: number;
  readonly owners: OwnerStatus[];
  readonly workspaces: WorkspaceRecord[];
  /** By job sequence. */
  readonly builds: BuildRecord[];
  publications: Publication[];
  /** Workspaces that have a schedule and are not deleted. */
  scheduledCount: number;
  /** Workspaces that the executor is to stop at some time, for their deadline or their failure. */
  deadlineCount: number;
  /** Forgets what the functions below change. */
  readonly quiet: QuietTimes;
}

/** What the parts of the model work with. */
export interface ModelParts {
  readonly parameters: StormModelParameters;
  readonly draws: ModelDraws;
  readonly nextStarts: NextStarts;
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

/** The template of a workspace. */
export function templateOf(
  { parameters }: Pick<ModelParts, 'parameters'>,
  workspace: WorkspaceRecord,
): ModelTemplate {
  return recordOf(parameters.templates, workspace.template, 'template');
}

/**
 * When the executor is to stop the workspace; `null`: never. Only starts have deadlines that count; one that failed is
 * stopped when the template says so.
 */
export function stopDueUs(parts: Pick<ModelParts, 'parameters'>, workspace: WorkspaceRecord): number | null {
  const { latest } = workspace;
  if (latest.transition !== 'start') return null;
  if (latest.completedUs === null || jobStatus(latest) !== 'failed') return latest.deadlineUs;
  const { failureTtlUs } = templateOf(parts, workspace);
  return failureTtlUs === null ? null : latest.completedUs + failureTtlUs;
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
  state.quiet.forget(workspace.handle);
}

/** Stores what the executor compares with its tick. */
export function storeNextStart(state: ModelState, workspace: WorkspaceRecord, us: number | null): void {
  workspace.nextStartUs = us;
  state.quiet.forget(workspace.handle);
}

/** Stores the deadline of the latest build and keeps count. */
export function storeDeadline(parts: ModelParts, workspace: WorkspaceRecord, us: number | null): void {
  changeStop(parts, workspace, () => {
    workspace.latest.deadlineUs = us;
  });
}

/** Ends a workspace's latest build with an error and keeps count. */
export function storeFailure(
  parts: ModelParts,
  workspace: WorkspaceRecord,
  { error, errorCode }: Pick<BuildRecord, 'error' | 'errorCode'>,
): void {
  changeStop(parts, workspace, () => {
    Object.assign(workspace.latest, { completedUs: parts.state.nowUs, error, errorCode });
  });
}

/** Makes a change on which it depends whether and when the executor is to stop the workspace. */
function changeStop(parts: ModelParts, workspace: WorkspaceRecord, change: () => void): void {
  const { state } = parts;
  const before = stopDueUs(parts, workspace);
  change();
  state.quiet.forget(workspace.handle);
  state.deadlineCount += Number(stopDueUs(parts, workspace) !== null) - Number(before !== null);
}

/** Makes a build the latest one, so that a deadline of the one before counts no more. */
export function storeLatest(parts: ModelParts, workspace: WorkspaceRecord, build: BuildRecord): void {
  const { state } = parts;
  if (stopDueUs(parts, workspace) !== null) state.deadlineCount--;
  workspace.builds.push(build);
  workspace.latest = build;
  state.quiet.forget(workspace.handle);
}

/** Marks a workspace as deleted and keeps count. */
export function storeDeletion(state: ModelState, workspace: WorkspaceRecord): void {
  if (workspace.deleted) return;
  workspace.deleted = true;
  if (workspace.schedule !== null) state.scheduledCount--;
}
