import { Concern } from '../draws.js';
import { DurationDraws } from '../duration-draws.js';
import { gateOf } from '../eligibility.js';
import { EventKind } from '../event-heap.js';
import { nextTickUs } from '../periodic.js';
import type { MorningParts } from './morning-parts.js';
import type { Transition } from './workspaces.js';

/** One pass of an executor over the workspaces that were listed at its start. */
interface ExecutorRun {
  readonly tickUs: number;
  readonly rows: Int32Array;
  nextRow: number;
  busySlots: number;
}

interface ExecutorReplica {
  run: ExecutorRun | null;
  /** The one tick that came during the run and is kept, with its original time. */
  bufferedTickUs: number | null;
}

/** What executors ask of workspaces. */
export interface ExecutorWork {
  /** Those that are to be worked on at a gate, in order. */
  listedAt(gateUs: number): Int32Array;
  /** What is to be done with one of them, at the tick of the run; `null`: nothing. */
  transitionAt(workspace: number, tickUs: number): Transition;
  /** The key of the draws. */
  keyOf(workspace: number): number;
  /** Creates the build. */
  build(workspace: number, transition: 'start' | 'stop'): void;
}

const FREE = 0;
const STARTING = 1;
const STOPPING = 2;

/** The autostart executors, one for each replica: `Executors` over columns of numbers. */
export class MorningExecutors {
  readonly #parts: MorningParts;
  readonly #work: ExecutorWork;
  readonly #replicas: ExecutorReplica[];
  readonly #creation: DurationDraws;
  readonly #recheck: DurationDraws;
  /** What a transaction is about to do with each workspace, and of which replica it is. */
  readonly #lock: Uint8Array;
  readonly #lockedBy: Uint16Array;

  constructor(parts: MorningParts, workspaces: number, work: ExecutorWork) {
    this.#parts = parts;
    this.#work = work;
    const { draws, events, nowUs, parameters } = parts;
    const { executorPeriodUs, replicas, tickPhasesUs } = parameters;
    this.#creation = new DurationDraws(draws, parameters.creation, Concern.creation);
    this.#recheck = new DurationDraws(draws, parameters.recheck, Concern.recheck);
    this.#lock = new Uint8Array(workspaces);
    this.#lockedBy = new Uint16Array(workspaces);
    this.#replicas = Array.from({ length: replicas }, () => ({ run: null, bufferedTickUs: null }));
    for (let replica = 0; replica < replicas; replica++) {
      const drawn = Math.floor(draws.uniform(Concern.tickPhase, replica) * executorPeriodUs);
      const phaseUs = tickPhasesUs?.[replica] ?? drawn;
      events.push(nextTickUs(phaseUs, executorPeriodUs, nowUs), EventKind.executorTick, replica);
    }
  }

  tick(index: number): void {
    const { events, nowUs, parameters } = this.#parts;
    const replica = this.#replicas[index] as ExecutorReplica;
    if (!this.#isLost(index)) {
      if (replica.run === null) this.#begin(replica, index, nowUs);
      else replica.bufferedTickUs ??= nowUs;
    }
    events.push(nowUs + parameters.executorPeriodUs, EventKind.executorTick, index);
  }

  /** The transaction that builds a workspace commits. */
  commits(workspace: number): void {
    const transition = this.#lock[workspace] === STOPPING ? 'stop' : 'start';
    this.#lock[workspace] = FREE;
    this.#work.build(workspace, transition);
    this.slotFree(this.#lockedBy[workspace] as number);
  }

  slotFree(index: number): void {
    const replica = this.#replicas[index] as ExecutorReplica;
    if (replica.run === null) return;
    replica.run.busySlots--;
    this.#fillSlots(replica, index, replica.run);
  }

  #begin(replica: ExecutorReplica, index: number, tickUs: number): void {
    const rows = this.#work.listedAt(gateOf(tickUs));
    const run = { tickUs, rows, nextRow: 0, busySlots: 0 };
    replica.run = run;
    this.#fillSlots(replica, index, run);
  }

  #fillSlots(replica: ExecutorReplica, index: number, run: ExecutorRun): void {
    const { executorConcurrency } = this.#parts.parameters;
    while (run.busySlots < executorConcurrency && run.nextRow < run.rows.length) {
      run.busySlots++;
      this.#visit(run.rows[run.nextRow++] as number, index, run.tickUs);
    }
    if (run.busySlots > 0) return;
    replica.run = null;
    const tickUs = replica.bufferedTickUs;
    if (tickUs === null) return;
    replica.bufferedTickUs = null;
    this.#begin(replica, index, tickUs);
  }

  /** Begins the transaction on one workspace. */
  #visit(workspace: number, replica: number, tickUs: number): void {
    const { events, nowUs } = this.#parts;
    const key = this.#work.keyOf(workspace);
    const free = this.#lock[workspace] === FREE;
    const transition = free ? this.#work.transitionAt(workspace, tickUs) : null;
    if (transition === null) {
      events.push(nowUs + this.#recheck.us(key), EventKind.rowSkipped, replica);
      return;
    }
    this.#lock[workspace] = transition === 'start' ? STARTING : STOPPING;
    this.#lockedBy[workspace] = replica;
    events.push(nowUs + this.#creation.us(key), EventKind.autostartCommits, workspace);
  }

  #isLost(index: number): boolean {
    const { draws, nowUs, parameters } = this.#parts;
    if (parameters.lostTickRate === 0) return false;
    const tick = Math.floor(nowUs / parameters.executorPeriodUs) * parameters.replicas + index;
    return draws.uniform(Concern.lostTick, tick) < parameters.lostTickRate;
  }
}
