import { Concern } from './draws.js';
import { EventKind } from './event-heap.js';
import type { Fleet } from './fleet.js';
import { type ModelParts, recordOf } from './model-state.js';
import type { PendingJobs } from './pending-jobs.js';
import { nextTickUs } from './periodic.js';

/** Jobs that one reaper ends at one tick (Coder API contract, reaper). */
export const REAPED_PER_TICK = 10;
/** From one reaped job to the next; measured: ten within 45 ms. */
export const REAP_SPACING_US = 4_500;

interface ReaperReplica {
  readonly phaseUs: number;
  /** Whether its next tick is among the events. */
  armed: boolean;
}

/** All reapers as data. */
export interface ReaperSnapshot {
  readonly replicas: readonly Readonly<ReaperReplica>[];
  readonly inHand: readonly number[];
}

/**
 * The job reapers, one for each replica: every tick ends up to ten jobs that have been pending for too long, or whose
 * provisioner has been dead for too long, in an order of its own, one after another; but none that another has in hand.
 * They tick only while there are such jobs to come.
 */
export class Reapers {
  readonly #parts: ModelParts;
  readonly #pending: PendingJobs;
  readonly #fleet: Fleet;
  #replicas: ReaperReplica[];
  /** Sequences of the jobs that some reaper has chosen, and not come to yet. */
  #inHand = new Set<number>();

  constructor(parts: ModelParts, pending: PendingJobs, fleet: Fleet) {
    this.#parts = parts;
    this.#pending = pending;
    this.#fleet = fleet;
    const { draws, parameters } = parts;
    this.#replicas = Array.from({ length: parameters.replicas }, (_, replica) => ({
      phaseUs: Math.floor(draws.uniform(Concern.reaperPhase, replica) * parameters.reaperPeriodUs),
      armed: false,
    }));
  }

  /** To be called after a job may have been put in line, or a provisioner may have died. */
  arm(): void {
    if (this.#replicas.every(({ armed }) => armed) || !this.#isNeeded()) return;
    const { events, parameters, state } = this.#parts;
    this.#replicas.forEach((replica, index) => {
      if (replica.armed) return;
      replica.armed = true;
      const fromUs = Math.max(state.nowUs, state.upUs);
      const atUs = nextTickUs(replica.phaseUs, parameters.reaperPeriodUs, fromUs);
      events.push(atUs, EventKind.reaperTick, index);
    });
  }

  /** The server went down: all tick anew from when it is up. */
  restart(): void {
    const { parameters, state } = this.#parts;
    const phaseUs = state.upUs % parameters.reaperPeriodUs;
    this.#replicas = this.#replicas.map(() => ({ phaseUs, armed: false }));
    this.#inHand.clear();
    this.arm();
  }

  /** It is a chosen job's turn. */
  letGo(sequence: number): void {
    this.#inHand.delete(sequence);
  }

  tick(index: number): void {
    const { events, parameters, state } = this.#parts;
    const replica = recordOf(this.#replicas, index, 'replica');
    this.#chosenBy(index).forEach((sequence, i) => {
      this.#inHand.add(sequence);
      events.push(state.nowUs + (i + 1) * REAP_SPACING_US, EventKind.jobReaped, sequence);
    });
    replica.armed = this.#isNeeded();
    if (replica.armed) events.push(state.nowUs + parameters.reaperPeriodUs, EventKind.reaperTick, index);
  }

  snapshot(): ReaperSnapshot {
    return { replicas: this.#replicas.map((replica) => ({ ...replica })), inHand: [...this.#inHand] };
  }

  restore({ replicas, inHand }: ReaperSnapshot): void {
    this.#replicas = replicas.map((replica) => ({ ...replica }));
    this.#inHand = new Set(inHand);
  }

  #isNeeded(): boolean {
    return this.#pending.depth > 0 || this.#fleet.heldByDead().next().done !== true;
  }

  /** Sequences of the jobs that a replica ends at this tick. */
  #chosenBy(replica: number): number[] {
    const { draws, parameters, state } = this.#parts;
    const due: number[] = [];
    for (const { sequence } of this.#pending.createdBefore(state.nowUs - parameters.pendingReapUs)) {
      due.push(sequence);
    }
    for (const { sequence, sinceUs } of this.#fleet.heldByDead()) {
      if (state.nowUs - sinceUs > parameters.hungReapUs) due.push(sequence);
    }
    const orderOf = (sequence: number) =>
      draws.uniform(Concern.reapOrder, sequence * parameters.replicas + replica);
    return due
      .filter((sequence) => !this.#inHand.has(sequence))
      .map((sequence) => ({ sequence, order: orderOf(sequence) }))
      .sort((a, b) => a.order - b.order)
      .slice(0, REAPED_PER_TICK)
      .map(({ sequence }) => sequence);
  }
}
