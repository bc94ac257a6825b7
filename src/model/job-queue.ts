import { type BuildRecord, isPending } from './build.js';

/** Taken entries kept at the front before the array is shifted. */
const COMPACT_FROM = 1024;

/**
 * Pending jobs that the same provisioners may run, in the order in which these take them: first created, first taken
 * (Coder API contract, ordering). Jobs that end while they wait leave their place to be skipped.
 */
export class JobQueue {
  #jobs: BuildRecord[] = [];
  #head = 0;
  #depth = 0;

  /** Number of pending jobs. */
  get depth(): number {
    return this.#depth;
  }

  add(job: BuildRecord): void {
    this.#jobs.push(job);
    this.#depth++;
  }

  /** Counts out a job that stopped being pending without being taken. */
  leave(): void {
    this.#depth--;
  }

  /** The oldest pending job. */
  oldest(): BuildRecord | undefined {
    while (this.#head < this.#jobs.length) {
      const job = this.#jobs[this.#head];
      if (job !== undefined && isPending(job)) return job;
      this.#head++;
    }
    this.#compact();
    return undefined;
  }

  /** The oldest pending job, counted out of the queue. The caller starts it at once. */
  takeOldest(): BuildRecord | undefined {
    const job = this.oldest();
    if (job === undefined) return undefined;
    this.#head++;
    this.#depth--;
    this.#compact();
    return job;
  }

  /** Pending jobs, oldest first. */
  *[Symbol.iterator](): Generator<BuildRecord, void> {
    for (let i = this.#head; i < this.#jobs.length; i++) {
      const job = this.#jobs[i];
      if (job !== undefined && isPending(job)) yield job;
    }
  }

  #compact(): void {
    if (this.#head < COMPACT_FROM || this.#head * 2 < this.#jobs.length) return;
    this.#jobs = this.#jobs.slice(this.#head);
    this.#head = 0;
  }
}
