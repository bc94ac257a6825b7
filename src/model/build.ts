import type { JobStatus, Transition } from '../storm/index.js';

/** The initiator of builds that an administrator asked for. */
export const ADMIN = -1;

/**
 * One build and its job. Times are whole microseconds since the epoch, `null` while they have not come.
 * A view of live state: copy it to keep it.
 */
export interface ModelBuild {
  /** Handle of the workspace. */
  readonly workspace: number;
  /** Counts from 1 within the workspace. */
  readonly number: number;
  /** Counts the jobs of the whole deployment from 0, in order of creation; the key of its draws. */
  readonly sequence: number;
  readonly transition: Transition;
  readonly reason: 'initiator' | 'autostart';
  /** Handle of the owner who asked for it, or -1 for an administrator. */
  readonly initiator: number;
  readonly createdUs: number;
  readonly startedUs: number | null;
  readonly completedUs: number | null;
  /** When the cancellation was asked for. */
  readonly canceledUs: number | null;
  readonly error: string | null;
  /** Ended by the job reaper after waiting too long: `startedUs` is no start of service. */
  readonly reaped: boolean;
  /** Index of the provisioner that ran it. */
  readonly provisioner: number | null;
}

/** A build as the model itself changes it. */
export type BuildRecord = { -readonly [Key in keyof ModelBuild]: ModelBuild[Key] };

/** Status of the build's job, a function of four of its fields (Coder API contract, job status derivation). */
export function jobStatus(build: ModelBuild): JobStatus {
  if (build.error !== null && build.error !== '') return 'failed';
  if (build.completedUs !== null) return build.canceledUs === null ? 'succeeded' : 'canceled';
  if (build.canceledUs !== null) return 'canceling';
  return build.startedUs === null ? 'pending' : 'running';
}

/** Whether the job still waits or runs, so that the workspace takes no other build. */
export function isActive(build: ModelBuild): boolean {
  return build.completedUs === null;
}

/** Whether the job still waits for a provisioner. */
export function isPending(build: ModelBuild): boolean {
  return build.startedUs === null && build.completedUs === null;
}

/**
 * What watch-all would be told about a build. A cancellation is told when it is asked for, and the end of the
 * canceled job once more; the reaper and the creation of a build tell nothing (Coder API contract, publication).
 */
export interface Publication {
  readonly atUs: number;
  readonly build: ModelBuild;
  readonly status: 'succeeded' | 'failed' | 'canceled';
}
