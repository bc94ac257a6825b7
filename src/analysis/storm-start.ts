import type { OutcomeKind } from '../storm/index.js';

/**
 * What the analysis needs of one workspace that was due. Times are the server's, in whole microseconds since the
 * epoch; `null`: it never happened, or is not known.
 */
export interface StormStart {
  readonly workspace: string;
  readonly outcome: OutcomeKind;
  /** The minute for which the start was scheduled. */
  readonly scheduledUs: number;
  /** When the autostart build was created. */
  readonly createdUs: number | null;
  /** When a provisioner took its job; `null` for a reaped job, which nobody ever took. */
  readonly startedUs: number | null;
  /** When its job ended, whether it succeeded or not; of a reaped job, when it was given up. */
  readonly completedUs: number | null;
  /** When a developer could work in it: the agent was ready, or, where none is waited for, the build had succeeded. */
  readonly usableUs: number | null;
  /** The provisioner that had the job. */
  readonly workerId: string | null;
  /** The server gave the job up while it waited for a provisioner. */
  readonly reaped: boolean;
  /** The server's record starts the job before it creates it: kept out of service statistics. */
  readonly negativeQueueWait: boolean;
  /**
   * How long it was waited for at least, where the wait ended first (`timed_out`, `interrupted`): microseconds from the
   * scheduled minute.
   */
  readonly censoredUs: number | null;
}
