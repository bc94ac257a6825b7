import type { Schedule } from '../time/index.js';
import type { BuildRecord, ModelBuild } from './build.js';

/** Only workspaces of active owners are started. */
export type OwnerStatus = 'active' | 'dormant' | 'suspended';

/** A workspace; a view of live state: copy it to keep it. Times are microseconds since the epoch. */
export interface ModelWorkspace {
  /** Counts from 0 in order of creation. */
  readonly handle: number;
  /** Handle of the owner. */
  readonly owner: number;
  readonly name: string;
  /** Index of its template. */
  readonly template: number;
  readonly schedule: Schedule | null;
  /** What the executor compares with its tick; see `StormModel.setSchedule`. */
  readonly nextStartUs: number | null;
  /** How long it runs after a start until the executor stops it, in microseconds; `null`: until somebody does. */
  readonly ttlUs: number | null;
  /** Since when it is dormant; `null`: it is not. */
  readonly dormantUs: number | null;
  readonly deleted: boolean;
  /** In order of their numbers; never empty. */
  readonly builds: readonly ModelBuild[];
  readonly latest: ModelBuild;
}

/** The executor's transaction that holds a workspace. */
export interface ExecutorLock {
  readonly replica: number;
  /** The latest build that it has read. */
  readonly buildNumber: number;
  readonly transition: 'start' | 'stop';
}

/** A workspace as the model itself changes it. */
export interface WorkspaceRecord {
  readonly handle: number;
  readonly owner: number;
  name: string;
  readonly template: number;
  schedule: Schedule | null;
  nextStartUs: number | null;
  ttlUs: number | null;
  dormantUs: number | null;
  deleted: boolean;
  readonly builds: BuildRecord[];
  latest: BuildRecord;
  /** The build whose agents are the workspace's present ones. */
  agentsOf: BuildRecord | null;
  lock: ExecutorLock | null;
}
