import type { Transition } from '../storm/index.js';
import type { Agents } from './agents.js';
import { type BuildReason, type BuildRecord, isActive, isPending } from './build.js';
import { Concern } from './draws.js';
import { EventKind } from './event-heap.js';
import { Failures } from './failures.js';
import {
  type ModelParts,
  recordOf,
  storeDeadline,
  storeDeletion,
  storeFailure,
  storeLatest,
  storeNextStart,
  templateOf,
} from './model-state.js';
import type { FailureCause } from './parameters.js';
import type { ProvisionerPool } from './provisioner-pool.js';
import { tellBuild, tellLogsEnded, tellWorkspace } from './publish.js';
import type { WorkspaceRecord } from './workspace.js';

/** What a build is made of, beside its workspace and the present time. */
export interface BuildRequest {
  readonly transition: Transition;
  readonly reason: BuildReason;
  readonly initiator: number;
}

const MINUTE_US = 60_000_000;

/** Shared by all builds without agents, most of them. */
const NO_AGENTS: BuildRecord['agents'] = [];

/** The error text of a running job that was canceled, as provisioners report it. */
const CANCELED = 'canceled';
/** That of a job whose provisioner went down with the server. */
const ABANDONED = 'the provisioner shut down before the job had ended';

/**
 * The life of a build's job after its creation, and what is published about it (the `build_update`; W: a
 * `workspace_event`; L: `logs_ended`):
 *
 * | from | by | to | published |
 * |---|---|---|---|
 * | pending | cancellation | canceled | `canceled`, W |
 * | pending | reaper | failed | L |
 * | pending | provisioner (`ProvisionerPool`) | running | W |
 * | pending | provisioner, and preparation fails | failed | L |
 * | running | end of service | succeeded, or failed as reported | `succeeded` or `failed`, W, L |
 * | running | end of service | failed, unreported | L |
 * | running | its provisioner's end with the server | failed | L |
 * | running, canceling | reaper, some time after its provisioner's death | failed | L |
 * | running | cancellation | canceling | `canceled`, W |
 * | canceling | provisioner notices | failed | `failed`, W, L |
 * | canceling | end of service comes first | canceled or failed | as of a running one |
 */
export class Jobs {
  readonly #parts: ModelParts;
  readonly #pool: ProvisionerPool;
  readonly #agents: Agents;
  readonly #failures: Failures;

  constructor(parts: ModelParts, pool: ProvisionerPool, agents: Agents) {
    this.#parts = parts;
    this.#pool = pool;
    this.#agents = agents;
    this.#failures = new Failures(parts);
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
      template: fields.template,
      schedule: fields.schedule,
      nextStartUs: fields.nextStartUs,
      ttlUs: fields.ttlUs,
      dormantUs: null,
      deleted: false,
      builds: [first],
      latest: first,
      agentsOf: null,
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

  /** A delete that only forgets the workspace, done at once because no provisioner could do it. */
  createFinishedDelete(workspace: WorkspaceRecord, initiator: number): BuildRecord {
    const build = this.#addBuild(workspace, { transition: 'delete', reason: 'initiator', initiator });
    build.startedUs = this.#parts.state.nowUs;
    this.#succeed(build);
    return build;
  }

  /** A provisioner has taken the job. */
  taken(build: BuildRecord): void {
    const { draws, events, parameters, state } = this.#parts;
    const cause = this.#failures.atPreparation(build);
    if (cause !== null) {
      this.#fail(build, cause);
      this.#pool.release(build);
      return;
    }
    tellWorkspace(this.#parts, build.workspace);
    const workspace = recordOf(state.workspaces, build.workspace, 'workspace');
    const times = templateOf(this.#parts, workspace).serviceTime ?? parameters.serviceTime;
    const failed = build.transition === 'start' ? parameters.failedStartTime : null;
    const time = failed !== null && this.#failures.atEnd(build) !== null ? failed : times[build.transition];
    const serviceUs = draws.durationUs(time, Concern.service, build.sequence);
    const completionUs = draws.durationUs(parameters.completion, Concern.completion, build.sequence);
    const endsUs = (build.startedUs ?? state.nowUs) + serviceUs + completionUs;
    events.push(Math.max(state.nowUs, endsUs), EventKind.jobEnds, build.sequence);
  }

  /** A job has run its service time. */
  serviceEnds(sequence: number): void {
    const build = recordOf(this.#parts.state.builds, sequence, 'job');
    if (!this.#isWorkedOn(build)) return;
    const cause = this.#failures.atEnd(build);
    if (cause !== null) {
      this.#fail(build, cause, cause.kind === 'reported');
    } else {
      this.#succeed(build);
      tellBuild(this.#parts, build, 'succeeded');
      tellLogsEnded(this.#parts, build);
    }
    this.#pool.release(build);
  }

  /** Asks for the end of an active job that nobody has canceled yet. */
  cancel(build: BuildRecord): void {
    const { draws, events, parameters, state } = this.#parts;
    if (isPending(build)) {
      build.completedUs = state.nowUs;
      this.#pool.pending.leave(build);
    } else {
      const noticeUs = draws.durationUs(parameters.cancelNotice, Concern.cancelNotice, build.sequence);
      events.push(state.nowUs + noticeUs, EventKind.cancelNoticed, build.sequence);
    }
    build.canceledUs = state.nowUs;
    tellBuild(this.#parts, build, 'canceled');
  }

  /** The provisioner of a canceled job has interrupted it. */
  cancelNoticed(sequence: number): void {
    const build = recordOf(this.#parts.state.builds, sequence, 'job');
    if (!this.#isWorkedOn(build)) return;
    this.#fail(build, { error: CANCELED, errorCode: null }, true);
    this.#pool.release(build);
  }

  /** A running job ends with its provisioner. */
  abandon(build: BuildRecord): void {
    this.#fail(build, { error: ABANDONED, errorCode: null });
    this.#pool.release(build);
  }

  /** The reaper ends a job that has waited too long, or that a dead provisioner holds. */
  reap(sequence: number): void {
    const { parameters, state } = this.#parts;
    const build = recordOf(state.builds, sequence, 'job');
    if (!isActive(build)) return;
    const pending = isPending(build);
    if (!pending && this.#isWorkedOn(build)) return;
    const what = pending ? 'pending' : 'without an update';
    const minutes = Math.round((pending ? parameters.pendingReapUs : parameters.hungReapUs) / MINUTE_US);
    if (pending) {
      build.startedUs = state.nowUs;
      this.#pool.pending.leave(build);
    }
    build.reaped = true;
    this.#fail(build, { error: `job reaper: ${what} for more than ${minutes} minutes`, errorCode: null });
    this.#pool.release(build);
  }

  /** Whether the job runs on a provisioner that lives. */
  #isWorkedOn(build: BuildRecord): boolean {
    if (!isActive(build) || build.provisioner === null) return false;
    return this.#pool.withIndex(build.provisioner).diedUs === null;
  }

  #addBuild(workspace: WorkspaceRecord, request: BuildRequest): BuildRecord {
    const { state } = this.#parts;
    const build = this.#buildRecord(workspace.handle, workspace.latest.number + 1, request);
    storeLatest(this.#parts, workspace, build);
    state.builds.push(build);
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
    const { nextStarts, state } = this.#parts;
    const { nowUs } = state;
    const workspace = recordOf(state.workspaces, build.workspace, 'workspace');
    build.completedUs = nowUs;
    if (workspace.ttlUs !== null) storeDeadline(this.#parts, workspace, nowUs + workspace.ttlUs);
    if (build.transition === 'delete') storeDeletion(state, workspace);
    this.#agents.replace(workspace, build);
    if (workspace.schedule === null) return;
    const nextStartUs = nextStarts.after(workspace.template, workspace.schedule, nowUs);
    // The database empties the field of a dormant workspace on every write; without an allowed day it stays.
    if (workspace.dormantUs !== null) storeNextStart(state, workspace, null);
    else if (nextStartUs !== null) storeNextStart(state, workspace, nextStartUs);
  }

  #fail(build: BuildRecord, cause: Pick<FailureCause, 'error' | 'errorCode'>, reported = false): void {
    storeFailure(this.#parts, recordOf(this.#parts.state.workspaces, build.workspace, 'workspace'), cause);
    if (reported) tellBuild(this.#parts, build, 'failed');
    tellLogsEnded(this.#parts, build);
  }
}
