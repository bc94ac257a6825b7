import type { Transition } from '../storm/index.js';
import { type BuildReason, type BuildRecord, isActive, isPending } from './build.js';
import { Concern } from './draws.js';
import { EventKind } from './event-heap.js';
import { type ModelParts, recordOf, storeDeletion } from './model-state.js';
import type { ProvisionerPool } from './provisioner-pool.js';
import type { BuildUpdatePublication } from './publication.js';
import type { WorkspaceRecord } from './workspace.js';

/** What a build is made of, beside its workspace and the present time. */
export interface BuildRequest {
  readonly transition: Transition;
  readonly reason: BuildReason;
  readonly initiator: number;
}

/** Shared by all builds without agents, most of them. */
const NO_AGENTS: BuildRecord['agents'] = [];

/** The error text of a running job that was canceled, as provisioners report it. */
const CANCELED = 'canceled';

/**
 * The life of a build's job after its creation, and what is published about it:
 *
 * | from | by | to | published |
 * |---|---|---|---|
 * | pending | cancellation | canceled | `canceled` |
 * | pending | reaper | failed | nothing |
 * | pending | provisioner (`ProvisionerPool`) | running | nothing |
 * | running | end of service | succeeded or failed | `succeeded` or `failed` |
 * | running | cancellation | canceling | `canceled` |
 * | canceling | provisioner notices | failed | `failed` |
 * | canceling | end of service comes first | canceled or failed | `succeeded` or `failed` |
 */
export class Jobs {
  readonly #parts: ModelParts;
  readonly #pool: ProvisionerPool;

  constructor(parts: ModelParts, pool: ProvisionerPool) {
    this.#parts = parts;
    this.#pool = pool;
  }

  /** A new workspace with its first build. */
  createWorkspace(
    fields: Pick<WorkspaceRecord, 'owner' | 'name' | 'schedule' | 'nextStartUs' | 'template' | 'ttlUs'>,
    request: BuildRequest,
  ): WorkspaceRecord {
    const { state } = this.#parts;
    const first = this.#buildRecord(state.workspaces.length, 1, request);
    const workspace: WorkspaceRecord = {
      handle: state.workspaces.length,
      owner: fields.owner,
      name: fields.name,
      schedule: fields.schedule,
      nextStartUs: fields.nextStartUs,
      template: fields.template,
      ttlUs: fields.ttlUs,
      dormantUs: null,
      deleted: false,
      builds: [first],
      latest: first,
      lock: null,
    };
    if (workspace.schedule !== null) state.scheduledCount++;
    state.workspaces.push(workspace);
    state.builds.push(first);
    this.#pool.post(first);
    return workspace;
  }

  /** The next build of a workspace whose latest job has ended. */
  createBuild(workspace: WorkspaceRecord, request: BuildRequest): BuildRecord {
    const build = this.#addBuild(workspace, request);
    this.#pool.post(build);
    return build;
  }

  /** A delete that only forgets the workspace, done at once because no provisioner could ever do it. */
  createFinishedDelete(workspace: WorkspaceRecord, initiator: number): BuildRecord {
    const build = this.#addBuild(workspace, { transition: 'delete', reason: 'initiator', initiator });
    build.startedUs = this.#parts.state.nowUs;
    this.#succeed(build);
    this.#tellWorkspace(build);
    return build;
  }

  /** A job has run its service time. */
  serviceEnds(sequence: number): void {
    const { draws, parameters, state } = this.#parts;
    const build = recordOf(state.builds, sequence, 'job');
    if (!isActive(build)) return;
    const rate = parameters.failureRate[build.transition];
    if (rate > 0 && draws.uniform(Concern.failure, sequence) < rate) {
      this.#fail(build, `${build.transition} failed: simulated by the failure rate`);
    } else {
      this.#succeed(build);
      this.#publish(build, 'succeeded');
      this.#endLogs(build);
    }
    this.#pool.release(build);
  }

  /** Asks for the end of an active job that nobody has canceled yet. */
  cancel(build: BuildRecord): void {
    const { draws, events, parameters, state } = this.#parts;
    build.canceledUs = state.nowUs;
    if (isPending(build)) {
      build.completedUs = state.nowUs;
      this.#pool.queue.leave();
    } else {
      const noticeUs = draws.durationUs(parameters.cancelNotice, Concern.cancelNotice, build.sequence);
      events.push(state.nowUs + noticeUs, EventKind.cancelNoticed, build.sequence);
    }
    this.#publish(build, 'canceled');
  }

  /** The provisioner of a canceled job has interrupted it. */
  cancelNoticed(sequence: number): void {
    const build = recordOf(this.#parts.state.builds, sequence, 'job');
    if (!isActive(build)) return;
    this.#fail(build, CANCELED);
    this.#pool.release(build);
  }

  /** The reaper ends a job that waited too long; nothing is published (Coder API contract, reaper). */
  reap(sequence: number): void {
    const { parameters, state } = this.#parts;
    const build = recordOf(state.builds, sequence, 'job');
    if (!isPending(build)) return;
    build.startedUs = state.nowUs;
    build.completedUs = state.nowUs;
    build.reaped = true;
    const minutes = Math.round(parameters.pendingReapUs / 60_000_000);
    build.error = `job reaper: pending for more than ${minutes} minutes`;
    this.#pool.queue.leave();
    this.#endLogs(build);
  }

  #addBuild(workspace: WorkspaceRecord, request: BuildRequest): BuildRecord {
    const build = this.#buildRecord(workspace.handle, workspace.latest.number + 1, request);
    workspace.builds.push(build);
    workspace.latest = build;
    this.#parts.state.builds.push(build);
    return build;
  }

  #buildRecord(workspace: number, number: number, request: BuildRequest): BuildRecord {
    const { state } = this.#parts;
    return {
      workspace,
      number,
      sequence: state.builds.length,
      transition: request.transition,
      reason: request.reason,
      initiator: request.initiator,
      createdUs: state.nowUs,
      startedUs: null,
      completedUs: null,
      canceledUs: null,
      error: null,
      errorCode: null,
      reaped: false,
      provisioner: null,
      deadlineUs: null,
      agents: NO_AGENTS,
    };
  }

  #succeed(build: BuildRecord): void {
    const { occurrences, state } = this.#parts;
    build.completedUs = state.nowUs;
    const workspace = recordOf(state.workspaces, build.workspace, 'workspace');
    if (build.transition === 'delete') storeDeletion(state, workspace);
    // The database empties the field of a dormant workspace on every write.
    if (workspace.schedule !== null) {
      workspace.nextStartUs =
        workspace.dormantUs !== null ? null : occurrences.after(workspace.schedule, build.completedUs);
    }
  }

  #fail(build: BuildRecord, error: string): void {
    build.completedUs = this.#parts.state.nowUs;
    build.error = error;
    this.#publish(build, 'failed');
    this.#endLogs(build);
  }

  #publish(build: BuildRecord, status: BuildUpdatePublication['status']): void {
    const { state } = this.#parts;
    this.#tellWorkspace(build);
    state.publications.push({ kind: 'build_update', atUs: state.nowUs, build, status });
  }

  #tellWorkspace({ workspace }: BuildRecord): void {
    const { parameters, state } = this.#parts;
    if (parameters.publishes === 'builds') return;
    state.publications.push({ kind: 'workspace_event', atUs: state.nowUs, workspace });
  }

  #endLogs(build: BuildRecord): void {
    const { parameters, state } = this.#parts;
    if (parameters.publishes === 'builds') return;
    state.publications.push({ kind: 'logs_ended', atUs: state.nowUs, build });
  }
}
