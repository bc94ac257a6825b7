import { parseSchedule, type Schedule, TimeZones } from '../time/index.js';
import type { BuildRecord } from './build.js';
import type { HeapSnapshot } from './event-heap.js';
import type { ExecutorSnapshot } from './executor.js';
import { type ModelState, recordOf, stopDueUs } from './model-state.js';
import type { StormModelParameters } from './parameters.js';
import type { PoolSnapshot } from './provisioner-pool.js';
import type { Publication } from './publication.js';
import { QuietTimes } from './quiet-times.js';
import type { ReaperSnapshot } from './reaper.js';
import type { ExecutorLock, OwnerStatus, WorkspaceRecord } from './workspace.js';

/** Changes whenever a snapshot of before could not be read any more. */
const VERSION = 3;

interface WorkspaceSnapshot {
  readonly owner: number;
  readonly name: string;
  /** Text of the schedule. */
  readonly schedule: string | null;
  readonly nextStartUs: number | null;
  readonly template: number;
  readonly ttlUs: number | null;
  readonly dormantUs: number | null;
  readonly deleted: boolean;
  /** Number of the build that its agents belong to. */
  readonly agentsOf: number | null;
  readonly lock: ExecutorLock | null;
}

/** The records as data; handles and job sequences are indices. */
export interface StateSnapshot {
  readonly nowUs: number;
  readonly upUs: number;
  readonly owners: readonly OwnerStatus[];
  readonly workspaces: readonly WorkspaceSnapshot[];
  readonly builds: readonly Readonly<BuildRecord>[];
  readonly publications: readonly PublicationSnapshot[];
}

/** A publication with its build's sequence in the build's place. */
type PublicationSnapshot = WithSequence<Publication>;
type WithSequence<P> = P extends { readonly build: unknown }
  ? Omit<P, 'build'> & { readonly sequence: number }
  : P;

/** The whole model as JSON-able data. */
export interface ModelSnapshot {
  readonly version: typeof VERSION;
  /** Numbers that the parameters must have, too, when it is restored. */
  readonly shape: Readonly<Record<string, number>>;
  readonly state: StateSnapshot;
  readonly events: HeapSnapshot;
  readonly pool: PoolSnapshot;
  readonly executors: ExecutorSnapshot;
  readonly reapers: ReaperSnapshot;
}

export function modelSnapshot(parts: Omit<ModelSnapshot, 'version'>): ModelSnapshot {
  return { version: VERSION, ...parts };
}

/** @throws RangeError if it is no snapshot of this version. */
export function asModelSnapshot(value: unknown): ModelSnapshot {
  if (typeof value !== 'object' || value === null || !('version' in value)) {
    throw new RangeError('not a snapshot of a storm model');
  }
  if (value.version !== VERSION) {
    throw new RangeError(
      `a snapshot of version ${String(value.version)} of the storm model; this is version ${VERSION}`,
    );
  }
  return value as ModelSnapshot;
}

export function snapshotState(state: ModelState): StateSnapshot {
  return {
    nowUs: state.nowUs,
    upUs: state.upUs,
    owners: [...state.owners],
    workspaces: state.workspaces.map((workspace) => ({
      owner: workspace.owner,
      name: workspace.name,
      schedule: workspace.schedule?.text ?? null,
      nextStartUs: workspace.nextStartUs,
      template: workspace.template,
      ttlUs: workspace.ttlUs,
      dormantUs: workspace.dormantUs,
      deleted: workspace.deleted,
      agentsOf: workspace.agentsOf?.number ?? null,
      lock: workspace.lock,
    })),
    builds: state.builds.map(copyOf),
    publications: state.publications.map(publicationSnapshot),
  };
}

/** @param parameters - Of the model that goes on with it. */
export function restoreState(snapshot: StateSnapshot, parameters: StormModelParameters): ModelState {
  const builds: BuildRecord[] = snapshot.builds.map(copyOf);
  const byWorkspace: BuildRecord[][] = snapshot.workspaces.map(() => []);
  for (const build of builds) recordOf(byWorkspace, build.workspace, 'workspace').push(build);
  const schedules = new Map<string, Schedule>();
  const timeZones = new TimeZones();
  const scheduleOf = (text: string | null): Schedule | null => {
    if (text === null) return null;
    const schedule = schedules.get(text) ?? parseSchedule(text, timeZones);
    schedules.set(text, schedule);
    return schedule;
  };
  const workspaces = snapshot.workspaces.map((workspace, handle): WorkspaceRecord => {
    const own = recordOf(byWorkspace, handle, 'workspace');
    return {
      handle,
      owner: workspace.owner,
      name: workspace.name,
      schedule: scheduleOf(workspace.schedule),
      nextStartUs: workspace.nextStartUs,
      template: workspace.template,
      ttlUs: workspace.ttlUs,
      dormantUs: workspace.dormantUs,
      deleted: workspace.deleted,
      builds: own,
      latest: recordOf(own, own.length - 1, 'build'),
      agentsOf: workspace.agentsOf === null ? null : recordOf(own, workspace.agentsOf - 1, 'build'),
      lock: workspace.lock,
    };
  });
  return {
    nowUs: snapshot.nowUs,
    upUs: snapshot.upUs,
    owners: [...snapshot.owners],
    workspaces,
    builds,
    publications: snapshot.publications.map((publication) => restorePublication(publication, builds)),
    scheduledCount: workspaces.filter(({ schedule, deleted }) => schedule !== null && !deleted).length,
    deadlineCount: workspaces.filter((workspace) => stopDueUs({ parameters }, workspace) !== null).length,
    quiet: new QuietTimes(),
  };
}

function copyOf(build: Readonly<BuildRecord>): BuildRecord {
  return { ...build, agents: build.agents.map((agent) => ({ ...agent })) };
}

function publicationSnapshot(publication: Publication): PublicationSnapshot {
  if (!('build' in publication)) return publication;
  const { build, ...rest } = publication;
  return { ...rest, sequence: build.sequence };
}

function restorePublication(snapshot: PublicationSnapshot, builds: readonly BuildRecord[]): Publication {
  if (!('sequence' in snapshot)) return snapshot;
  const { sequence, ...rest } = snapshot;
  return { ...rest, build: recordOf(builds, sequence, 'job') };
}
