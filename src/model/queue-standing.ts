/** A job's place among those that wait. */
export interface QueueStanding {
  /** From 1; 0 for a job that does not wait, or that no live provisioner may run. */
  readonly position: number;
  /** How many wait for the same provisioners; 0 likewise. */
  readonly size: number;
}

/** The standing of a job that does not wait, or whose place nobody computed. */
export const NOT_QUEUED: QueueStanding = { position: 0, size: 0 };
