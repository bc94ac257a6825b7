import type { JobStatus, Transition } from '../storm/index.js';
import type { AgentRecord, ModelAgent } from './agent.js';

/** Why a build was made: somebody asked for it, or the executor did. */
export type BuildReason = 'initiator' | 'autostart' | 'autostop';

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
  readonly reason: BuildReason;
  /** Handle of the owner who asked for it, or -1 for an administrator. */
  readonly initiator: number;
  readonly createdUs: number;
  /** A few milliseconds before the creation, at times (`earlyStartRate`). */
  readonly startedUs: number | null;
  readonly completedUs: number | null;
  /** When the cancellation was asked for. */
  readonly canceledUs: number | null;
  readonly error: string | null;
  /** A code that went with the error; most errors have none. */
  readonly errorCode: string | null;
  /** Ended by the job reaper. Without a provisioner it never ran: `startedUs` is then no start of service. */
  readonly reaped: boolean;
  /** Index of the provisioner that ran it. */
  readonly provisioner: number | null;
  /** When the executor is to stop the workspace, if this started it; set by its success. */
  readonly deadlineUs: number | null;
  /** Made by the success of a start or stop, if the template has agents; those of stops never connect. */
  readonly agents: readonly ModelAgent[];
}

/** A build as the model itself changes it. */
export type BuildRecord = { -readonly [Key in keyof Omit<ModelBuild, 'agents'>]: ModelBuild[Key] } & {
  agents: readonly AgentRecord[];
};

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
