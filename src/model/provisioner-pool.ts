import { type BuildRecord, isPending } from './build.js';
import { Concern } from './draws.js';
import { EventKind } from './event-heap.js';
import { JobQueue } from './job-queue.js';
import { type ModelParts, recordOf } from './model-state.js';

/** The pool as data: job sequences and indices of provisioners. */
export interface PoolSnapshot {
  readonly idle: readonly number[];
  readonly acquiring: number;
  readonly current: readonly (number | null)[];
  readonly previous: readonly (number | null)[];
}

/**
 * Provisioners and the queue before them (Coder API contract, acquisition). A provisioner is in one state:
 *
 * | state | leaves it when | for |
 * |---|---|---|
 * | idle | a job is posted that nobody is about to take; the one idle longest goes first | acquiring, after the pick-up time |
 * | acquiring | its request is answered with the oldest pending job, or with none | running, or idle |
 * | running | its job ends; jobs wait that nobody is about to take, or not | acquiring, after the hand-off time, or idle |
 *
 * So while one is idle, at least as many are acquiring as jobs are pending: no job is forgotten.
 */
export class ProvisionerPool {
  readonly queue = new JobQueue();
  readonly current: (BuildRecord | null)[];
  readonly previous: (BuildRecord | null)[];
  readonly #parts: ModelParts;
  #idle: number[];
  #acquiring = 0;

  constructor(parts: ModelParts) {
    this.#parts = parts;
    const count = parts.parameters.provisioners;
    this.#idle = Array.from({ length: count }, (_, index) => index);
    this.current = Array.from({ length: count }, () => null);
    this.previous = Array.from({ length: count }, () => null);
  }

  /** Puts a new job in line and wakes a provisioner for it. */
  post(job: BuildRecord): void {
    this.queue.add(job);
    if (this.queue.depth <= this.#acquiring) return;
    const provisioner = this.#idle.shift();
    if (provisioner === undefined) return;
    const { draws, parameters } = this.#parts;
    this.#acquireIn(draws.durationUs(parameters.pickUp, Concern.pickUp, job.sequence), provisioner);
  }

  /** A provisioner's request is answered. */
  acquired(provisioner: number): void {
    this.#acquiring--;
    const job = this.queue.takeOldest();
    if (job === undefined) {
      this.#idle.push(provisioner);
      return;
    }
    const { draws, events, parameters, state } = this.#parts;
    job.startedUs = state.nowUs;
    job.provisioner = provisioner;
    this.current[provisioner] = job;
    const serviceUs = draws.durationUs(parameters.serviceTime[job.transition], Concern.service, job.sequence);
    events.push(state.nowUs + serviceUs, EventKind.jobEnds, job.sequence);
  }

  /** The provisioner of a job that has ended looks for the next one. */
  release(job: BuildRecord): void {
    const provisioner = job.provisioner;
    if (provisioner === null) return;
    this.current[provisioner] = null;
    this.previous[provisioner] = job;
    if (this.queue.depth <= this.#acquiring) {
      this.#idle.push(provisioner);
      return;
    }
    const { draws, parameters } = this.#parts;
    this.#acquireIn(draws.durationUs(parameters.handOff, Concern.handOff, job.sequence), provisioner);
  }

  snapshot(): PoolSnapshot {
    const sequenceOf = (job: BuildRecord | null) => job?.sequence ?? null;
    return {
      idle: [...this.#idle],
      acquiring: this.#acquiring,
      current: this.current.map(sequenceOf),
      previous: this.previous.map(sequenceOf),
    };
  }

  /** Takes over a saved state; the pending jobs follow from the builds. */
  restore(snapshot: PoolSnapshot): void {
    const { builds } = this.#parts.state;
    const jobOf = (sequence: number | null) => (sequence === null ? null : recordOf(builds, sequence, 'job'));
    this.#idle = [...snapshot.idle];
    this.#acquiring = snapshot.acquiring;
    snapshot.current.forEach((sequence, i) => {
      this.current[i] = jobOf(sequence);
    });
    snapshot.previous.forEach((sequence, i) => {
      this.previous[i] = jobOf(sequence);
    });
    for (const build of builds) {
      if (isPending(build)) this.queue.add(build);
    }
  }

  #acquireIn(delayUs: number, provisioner: number): void {
    this.#acquiring++;
    const { events, state } = this.#parts;
    events.push(state.nowUs + delayUs, EventKind.jobAcquired, provisioner);
  }
}
