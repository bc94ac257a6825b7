import { Concern } from './draws.js';
import { gateOf, isListed, quietUntilUs, transitionAt } from './eligibility.js';
import { EventKind } from './event-heap.js';
import type { Jobs } from './jobs.js';
import { type ModelParts, recordOf, storeNextStart } from './model-state.js';
import { nextTickUs } from './periodic.js';
import type { ProvisionerPool } from './provisioner-pool.js';
import { tellExecutorRun } from './publish.js';
import type { WorkspaceRecord } from './workspace.js';

/** One pass of an executor over the workspaces that were listed at its start. */
interface ExecutorRun {
  readonly tickUs: number;
  readonly rows: readonly number[];
  nextRow: number;
  busySlots: number;
}

interface ExecutorReplica {
  phaseUs: number;
  /** Whether its next tick is among the events. */
  armed: boolean;
  run: ExecutorRun | null;
  /** The one tick that came during the run and is kept, with its original time. */
  bufferedTickUs: number | null;
}

/** All executors as data. */
export type ExecutorSnapshot = readonly Readonly<ExecutorReplica>[];

/**
 * The autostart executors, one for each replica (Coder API contract, executor). Every tick lists the workspaces
 * that are due to be started or stopped, then works on ten at a time, each in a transaction of its own; while a run is
 * in progress one tick is kept and the others are lost. Replicas list the same workspaces: a workspace in another's
 * transaction is skipped, and one that has been built in between is found to be so.
 *
 * Rows come template by template, and within one in the order of their creation. Executors tick only while any
 * workspace has a schedule, a deadline or a failure that is to be stopped: otherwise a tick could change nothing.
 */
export class Executors {
  readonly #parts: ModelParts;
  readonly #pool: ProvisionerPool;
  readonly #jobs: Jobs;
  #replicas: ExecutorReplica[];

  constructor(parts: ModelParts, pool: ProvisionerPool, jobs: Jobs) {
    this.#parts = parts;
    this.#pool = pool;
    this.#jobs = jobs;
    const { draws, parameters } = parts;
    this.#replicas = Array.from({ length: parameters.replicas }, (_, replica) => ({
      phaseUs:
        parameters.tickPhasesUs?.[replica] ??
        Math.floor(draws.uniform(Concern.tickPhase, replica) * parameters.executorPeriodUs),
      armed: false,
      run: null,
      bufferedTickUs: null,
    }));
  }

  /** To be called after a workspace may have got a schedule or a deadline, or a start may have failed. */
  arm(): void {
    if (!this.#isNeeded()) return;
    const { events, parameters, state } = this.#parts;
    this.#replicas.forEach((replica, index) => {
      if (replica.armed) return;
      replica.armed = true;
      const fromUs = Math.max(state.nowUs, state.upUs);
      const atUs = nextTickUs(replica.phaseUs, parameters.executorPeriodUs, fromUs);
      events.push(atUs, EventKind.executorTick, index);
    });
  }

  /** The server went down: what was under way is undone, and all tick anew from when it is up. */
  restart(): void {
    const { parameters, state } = this.#parts;
    for (const workspace of state.workspaces) workspace.lock = null;
    const phaseUs = state.upUs % parameters.executorPeriodUs;
    this.#replicas = this.#replicas.map(() => ({ phaseUs, armed: false, run: null, bufferedTickUs: null }));
    this.arm();
  }

  tick(index: number): void {
    const { events, parameters, state } = this.#parts;
    const replica = recordOf(this.#replicas, index, 'replica');
    if (this.#isLost(index)) {
      // Nothing happens, as if the process had been too busy to notice.
    } else if (replica.run === null) {
      this.#begin(replica, index, state.nowUs);
    } else {
      replica.bufferedTickUs ??= state.nowUs;
    }
    replica.armed = replica.run !== null || this.#isNeeded();
    if (replica.armed) {
      events.push(state.nowUs + parameters.executorPeriodUs, EventKind.executorTick, index);
    }
  }

  /** The transaction that builds a workspace commits, unless somebody else has built it in between. */
  commits(handle: number): void {
    const workspace = recordOf(this.#parts.state.workspaces, handle, 'workspace');
    const { lock } = workspace;
    if (lock === null) return;
    workspace.lock = null;
    if (workspace.latest.number === lock.buildNumber) {
      this.#jobs.createBuild(workspace, {
        transition: lock.transition,
        reason: lock.transition === 'start' ? 'autostart' : 'autostop',
        initiator: workspace.owner,
      });
    }
    this.slotFree(lock.replica);
  }

  slotFree(index: number): void {
    const replica = recordOf(this.#replicas, index, 'replica');
    if (replica.run === null) return;
    replica.run.busySlots--;
    this.#fillSlots(replica, index, replica.run);
  }

  snapshot(): ExecutorSnapshot {
    return this.#replicas.map((replica) => ({
      ...replica,
      run: replica.run === null ? null : { ...replica.run, rows: [...replica.run.rows] },
    }));
  }

  restore(snapshot: ExecutorSnapshot): void {
    this.#replicas = snapshot.map((replica) => ({
      ...replica,
      run: replica.run === null ? null : { ...replica.run },
    }));
  }

  #begin(replica: ExecutorReplica, index: number, tickUs: number): void {
    const gateUs = gateOf(tickUs);
    const { quiet, workspaces } = this.#parts.state;
    const rows: number[] = [];
    for (let handle = 0; handle < workspaces.length; handle++) {
      if (quiet.isQuietAt(handle, gateUs)) continue;
      const workspace = recordOf(workspaces, handle, 'workspace');
      if (isListed(this.#parts, workspace, gateUs)) rows.push(handle);
      else quiet.remember(handle, quietUntilUs(this.#parts, workspace));
    }
    if (this.#parts.parameters.templates.length > 1) {
      const template = (row: number) => recordOf(workspaces, row, 'workspace').template;
      rows.sort((a, b) => template(a) - template(b) || a - b);
    }
    const run = { tickUs, rows, nextRow: 0, busySlots: 0 };
    replica.run = run;
    this.#fillSlots(replica, index, run);
  }

  #fillSlots(replica: ExecutorReplica, index: number, run: ExecutorRun): void {
    const { executorConcurrency } = this.#parts.parameters;
    while (run.busySlots < executorConcurrency && run.nextRow < run.rows.length) {
      const handle = recordOf(run.rows, run.nextRow++, 'row');
      run.busySlots++;
      this.#visit(recordOf(this.#parts.state.workspaces, handle, 'workspace'), index, run.tickUs);
    }
    if (run.busySlots > 0) return;
    replica.run = null;
    tellExecutorRun(this.#parts, run.tickUs);
    const tickUs = replica.bufferedTickUs;
    if (tickUs === null) return;
    replica.bufferedTickUs = null;
    this.#begin(replica, index, tickUs);
  }

  /** Begins the transaction on one workspace. */
  #visit(workspace: WorkspaceRecord, replica: number, tickUs: number): void {
    const { draws, events, nextStarts, parameters, state } = this.#parts;
    const key = workspace.latest.sequence;
    const free = workspace.lock === null;
    const { nextStartUs, schedule } = workspace;
    if (free && schedule !== null && nextStartUs === null && workspace.dormantUs === null) {
      storeNextStart(state, workspace, nextStarts.after(workspace.template, schedule, gateOf(tickUs)));
    }
    const transition = free ? transitionAt(this.#parts, this.#pool, workspace, tickUs) : null;
    if (transition !== null) {
      workspace.lock = { replica, buildNumber: workspace.latest.number, transition };
      const us = draws.durationUs(parameters.creation, Concern.creation, key);
      events.push(state.nowUs + us, EventKind.autostartCommits, workspace.handle);
    } else {
      const us = draws.durationUs(parameters.recheck, Concern.recheck, key);
      events.push(state.nowUs + us, EventKind.rowSkipped, replica);
    }
  }

  #isNeeded(): boolean {
    const { deadlineCount, scheduledCount } = this.#parts.state;
    return scheduledCount + deadlineCount > 0;
  }

  #isLost(index: number): boolean {
    const { draws, parameters, state } = this.#parts;
    if (parameters.lostTickRate === 0) return false;
    const tick = Math.floor(state.nowUs / parameters.executorPeriodUs) * parameters.replicas + index;
    return draws.uniform(Concern.lostTick, tick) < parameters.lostTickRate;
  }
}
