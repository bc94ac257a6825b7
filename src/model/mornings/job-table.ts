/** What became of a job. */
export const JobState = { pending: 0, running: 1, succeeded: 2, failed: 3 } as const;
export type JobState = (typeof JobState)[keyof typeof JobState];

/** Why a job was made: the executor started a workspace that was due, others asked for a start, a workspace was stopped. */
export const JobKind = { autostart: 0, background: 1, stop: 2 } as const;
export type JobKind = (typeof JobKind)[keyof typeof JobKind];

/** In the place of an index: none. */
export const NONE = -1;

/** What is known of a job when it is made. */
interface NewJob {
  readonly createdUs: number;
  readonly kind: JobKind;
  /** Index of the workspace; `NONE` for one of the background, which comes with its job. */
  readonly workspace: number;
  readonly template: number;
}

/**
 * Jobs as columns of numbers, 41 bytes each: the index is the order of creation, and a job's sequence number in the
 * deployment is that plus `firstSequence`. Times are microseconds since the epoch, NaN while they have not come.
 */
export class JobTable {
  /** Sequence number of the job with index 0. */
  readonly firstSequence: number;
  count = 0;
  createdUs: Float64Array;
  startedUs: Float64Array;
  completedUs: Float64Array;
  workspace: Int32Array;
  /** That ran it; `NONE` for one that no provisioner took. */
  provisioner: Int32Array;
  /** The next job of the same line. */
  next: Int32Array;
  template: Uint16Array;
  kind: Uint8Array;
  state: Uint8Array;
  /** 1: ended by the reaper. */
  reaped: Uint8Array;

  constructor(firstSequence: number, capacity: number) {
    this.firstSequence = firstSequence;
    this.createdUs = new Float64Array(capacity);
    this.startedUs = new Float64Array(capacity);
    this.completedUs = new Float64Array(capacity);
    this.workspace = new Int32Array(capacity);
    this.provisioner = new Int32Array(capacity);
    this.next = new Int32Array(capacity);
    this.template = new Uint16Array(capacity);
    this.kind = new Uint8Array(capacity);
    this.state = new Uint8Array(capacity);
    this.reaped = new Uint8Array(capacity);
  }

  /** @returns The index of the new, pending job. */
  add(job: NewJob): number {
    if (this.count === this.createdUs.length) this.#grow();
    const index = this.count++;
    this.createdUs[index] = job.createdUs;
    this.startedUs[index] = Number.NaN;
    this.completedUs[index] = Number.NaN;
    this.workspace[index] = job.workspace;
    this.provisioner[index] = NONE;
    this.next[index] = NONE;
    this.template[index] = job.template;
    this.kind[index] = job.kind;
    return index;
  }

  isActive(index: number): boolean {
    return (this.state[index] as number) <= JobState.running;
  }

  #grow(): void {
    const capacity = Math.max(16, Math.ceil(this.createdUs.length * 1.5));
    this.createdUs = longer(this.createdUs, new Float64Array(capacity));
    this.startedUs = longer(this.startedUs, new Float64Array(capacity));
    this.completedUs = longer(this.completedUs, new Float64Array(capacity));
    this.workspace = longer(this.workspace, new Int32Array(capacity));
    this.provisioner = longer(this.provisioner, new Int32Array(capacity));
    this.next = longer(this.next, new Int32Array(capacity));
    this.template = longer(this.template, new Uint16Array(capacity));
    this.kind = longer(this.kind, new Uint8Array(capacity));
    this.state = longer(this.state, new Uint8Array(capacity));
    this.reaped = longer(this.reaped, new Uint8Array(capacity));
  }
}

function longer<T extends Float64Array | Int32Array | Uint16Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
