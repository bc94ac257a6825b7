import type { BuildRow, JobStatus, Transition } from '../../storm/index.js';
import { parseInstant } from '../../time/index.js';

/** An agent of a start build as a server recorded it. Times are microseconds since the epoch; `null`: not yet, or never. */
export interface ObservedAgent {
  readonly name: string;
  readonly firstConnectedUs: number | null;
  readonly startedUs: number | null;
  readonly readyUs: number | null;
  /** Its startup script failed. */
  readonly startError: boolean;
  /** The server gave up waiting for its first connection. */
  readonly timedOut: boolean;
}

/** A build that happened, as far as calibration asks. Times are whole microseconds since the epoch. */
export interface ObservedBuild {
  /** Owner and name, or whatever tells this workspace from the others. */
  readonly workspace: string;
  readonly buildNumber: number;
  readonly transition: Transition;
  /** `autostart`, `initiator`, … */
  readonly reason: string;
  /** Name of its template; `null`: not known. */
  readonly template: string | null;
  readonly createdUs: number;
  readonly startedUs: number | null;
  readonly completedUs: number | null;
  readonly jobStatus: JobStatus;
  readonly workerId: string | null;
  /** Those that the build made; empty where they are not known. */
  readonly agents: readonly ObservedAgent[];
}

/** Recorded rows as observed builds. */
export function observedBuilds(rows: readonly BuildRow[]): readonly ObservedBuild[] {
  return rows.map((row) => ({
    workspace: row.owner === '' ? row.workspace : `${row.owner}/${row.workspace}`,
    buildNumber: row.buildNumber,
    transition: row.transition,
    reason: row.reason,
    template: null,
    createdUs: parseInstant(row.createdAt).us,
    startedUs: row.startedAt === null ? null : parseInstant(row.startedAt).us,
    completedUs: row.completedAt === null ? null : parseInstant(row.completedAt).us,
    jobStatus: row.jobStatus,
    workerId: row.workerId,
    agents: [],
  }));
}

/**
 * Whether the server gave the job up while it waited: it ended as failed in the moment in which it is said to have
 * started, and no provisioner had it (measured: the reaper).
 */
export function wasReaped({ jobStatus, startedUs, completedUs, workerId }: ObservedBuild): boolean {
  return jobStatus === 'failed' && workerId === null && completedUs !== null && startedUs === completedUs;
}
