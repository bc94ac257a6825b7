import type { BuildRecord } from './build.js';
import { Concern } from './draws.js';
import { EventKind } from './event-heap.js';
import type { JobQueue } from './job-queue.js';
import { type ModelParts, recordOf } from './model-state.js';
import { nextTickUs } from './periodic.js';

/** Jobs that one reaper ends at one tick (Coder API contract, reaper). */
const REAPED_PER_TICK = 10;
/** From one reaped job to the next; measured: ten within 45 ms. */
const REAP_SPACING_US = 4_500;

interface ReaperReplica {
  readonly phaseUs: number;
  /** Whether its next tick is among the events. */
  armed: boolean;
}

/** All reapers as data. */
export type ReaperSnapshot = readonly Readonly<ReaperReplica>[];

/**
 * The job reapers, one for each replica: every tick ends up to ten jobs that have been pending for too long, in
 * random order, one after another. They tick only while jobs are pending.
 */
export class Reapers {
  readonly #parts: ModelParts;
  readonly #queue: JobQueue;
  #replicas: ReaperReplica[];

  constructor(parts: ModelParts, queue: JobQueue) {
    this.#parts = parts;
    this.#queue = queue;
    const { draws, parameters } = parts;
    this.#replicas = Array.from({ length: parameters.replicas }, (_, replica) => ({
      phaseUs: Math.floor(draws.uniform(Concern.reaperPhase, replica) * parameters.reaperPeriodUs),
      armed: false,
    }));
  }

  /** To be called after a job has been put in line. */
  arm(): void {
    const { events, parameters, state } = this.#parts;
    this.#replicas.forEach((replica, index) => {
      if (replica.armed) return;
      replica.armed = true;
      const atUs = nextTickUs(replica.phaseUs, parameters.reaperPeriodUs, state.nowUs);
      events.push(atUs, EventKind.reaperTick, index);
    });
  }

  tick(index: number): void {
    const { events, parameters, state } = this.#parts;
    const replica = recordOf(this.#replicas, index, 'replica');
    this.#chosen().forEach((job, i) => {
      events.push(state.nowUs + (i + 1) * REAP_SPACING_US, EventKind.jobReaped, job.sequence);
    });
    replica.armed = this.#queue.depth > 0;
    if (replica.armed) events.push(state.nowUs + parameters.reaperPeriodUs, EventKind.reaperTick, index);
  }

  snapshot(): ReaperSnapshot {
    return this.#replicas.map((replica) => ({ ...replica }));
  }

  restore(snapshot: ReaperSnapshot): void {
    this.#replicas = snapshot.map((replica) => ({ ...replica }));
  }

  #chosen(): BuildRecord[] {
    const { draws, parameters, state } = this.#parts;
    const old: { readonly job: BuildRecord; readonly order: number }[] = [];
    for (const job of this.#queue) {
      if (state.nowUs - job.createdUs <= parameters.pendingReapUs) break;
      old.push({ job, order: draws.uniform(Concern.reapOrder, job.sequence) });
    }
    return old
      .sort((a, b) => a.order - b.order)
      .slice(0, REAPED_PER_TICK)
      .map(({ job }) => job);
  }
}
