import type { Transition } from '../storm/index.js';
import type { Schedule } from '../time/index.js';
import { isActive, isPending, type ModelBuild } from './build.js';
import { ModelDraws } from './draws.js';
import { EventHeap, EventKind } from './event-heap.js';
import { Executors } from './executor.js';
import { Jobs } from './jobs.js';
import { type ModelParts, type ModelState, recordOf, storeSchedule } from './model-state.js';
import { Occurrences } from './occurrences.js';
import type { StormModelParameters, TaggedProvisioners } from './parameters.js';
import type { ModelProvisioner } from './provisioner.js';
import { ProvisionerPool } from './provisioner-pool.js';
import type { Publication } from './publication.js';
import { NOT_QUEUED, type QueueStanding } from './queue-standing.js';
import { Reapers } from './reaper.js';
import {
  asModelSnapshot,
  type ModelSnapshot,
  modelSnapshot,
  restoreState,
  snapshotState,
} from './snapshot.js';
import type { ModelWorkspace, OwnerStatus, WorkspaceRecord } from './workspace.js';

/** What became of a request for a build; `deleted` and `active_build` created nothing. */
export type CreateBuildResult =
  | { readonly kind: 'created'; readonly build: ModelBuild }
  | { readonly kind: 'active_build' }
  | { readonly kind: 'deleted' };

/** What became of a request to cancel a build; only `canceled` changed anything. */
export type CancelBuildResult =
  | { readonly kind: 'canceled' }
  | { readonly kind: 'completed' }
  | { readonly kind: 'already_canceled' };

/**
 * What became of a schedule; only `stored` changed anything. `not_allowed`: its template forbids autostart;
 * `no_allowed_day`: within seven days it occurs on no weekday that the template allows.
 */
export type SetScheduleResult =
  | { readonly kind: 'stored' }
  | { readonly kind: 'not_allowed' }
  | { readonly kind: 'no_allowed_day' };

/**
 * The behavior of a deployment during a storm, as a pure state machine: commands come in with their time,
 * `advanceTo` and `nextEventAt` move it, and nothing else does. The records depend on the parameters and the
 * commands alone, never on how often or how far it was advanced in between.
 *
 * Times are whole microseconds since the epoch and never go back: a command or an advance to an earlier time
 * throws a RangeError, as does an unknown handle. Every command first runs all events due by its own time.
 * Workspaces, builds and provisioners that it returns are views of live state.
 */
export class StormModel {
  readonly #parts: ModelParts;
  readonly #pool: ProvisionerPool;
  readonly #jobs: Jobs;
  readonly #executors: Executors;
  readonly #reapers: Reapers;

  /** @param parameters - From `stormModelParameters`. */
  constructor(parameters: StormModelParameters) {
    this.#parts = {
      parameters,
      draws: new ModelDraws(parameters.seed),
      occurrences: new Occurrences(),
      events: new EventHeap(),
      state: emptyState(parameters.startUs),
    };
    this.#pool = new ProvisionerPool(this.#parts);
    this.#jobs = new Jobs(this.#parts, this.#pool);
    this.#executors = new Executors(this.#parts, this.#jobs);
    this.#reapers = new Reapers(this.#parts, this.#pool.queue);
  }

  get nowUs(): number {
    return this.#parts.state.nowUs;
  }

  /** Runs every event due by then, in the order of their times; equal times in the order of scheduling. */
  advanceTo(us: number): void {
    const { events, state } = this.#parts;
    if (!Number.isSafeInteger(us)) throw new RangeError(`time comes in whole microseconds; got ${us}`);
    if (us < state.nowUs) throw new RangeError(`time does not go back from ${state.nowUs} to ${us}`);
    while (events.topAtUs <= us) {
      const kind = events.topKind;
      const subject = events.topSubject;
      state.nowUs = events.topAtUs;
      events.removeTop();
      this.#run(kind, subject);
    }
    state.nowUs = us;
  }

  /**
   * When the model next has something to do, which may turn out to be nothing; Infinity when nothing is due
   * ever. While any workspace has a schedule, the executors tick for ever.
   */
  nextEventAt(): number {
    return this.#parts.events.topAtUs;
  }

  /** @returns The handle of the new owner. */
  addOwner(atUs: number, status: OwnerStatus): number {
    this.advanceTo(atUs);
    return this.#parts.state.owners.push(status) - 1;
  }

  setOwnerStatus(atUs: number, owner: number, status: OwnerStatus): void {
    this.advanceTo(atUs);
    const { owners } = this.#parts.state;
    recordOf(owners, owner, 'owner');
    owners[owner] = status;
  }

  /** A new workspace with its first build, a pending start. */
  createWorkspace(
    atUs: number,
    o: {
      owner: number;
      name: string;
      initiator: number;
      schedule: Schedule | null;
      template?: number;
      ttlUs?: number | null;
    },
  ): ModelWorkspace {
    this.advanceTo(atUs);
    const { occurrences, state } = this.#parts;
    recordOf(state.owners, o.owner, 'owner');
    const workspace = this.#jobs.createWorkspace(
      {
        owner: o.owner,
        name: o.name,
        schedule: o.schedule,
        nextStartUs: o.schedule === null ? null : occurrences.after(o.schedule, atUs),
        template: o.template ?? 0,
        ttlUs: o.ttlUs ?? null,
      },
      { transition: 'start', reason: 'initiator', initiator: o.initiator },
    );
    this.#reapers.arm();
    if (o.schedule !== null) this.#executors.arm();
    return workspace;
  }

  /**
   * Asks for a build. Any transition may follow any other, once the latest job has ended; a deleted workspace
   * can only be deleted again. A start ends dormancy. An `orphan` delete is like any other, unless there is no
   * provisioner at all: then it is done at once and nothing is published.
   */
  createBuild(
    atUs: number,
    workspace: number,
    o: { transition: Transition; initiator: number; orphan?: boolean },
  ): CreateBuildResult {
    this.advanceTo(atUs);
    const record = this.#workspace(workspace);
    if (isActive(record.latest)) return { kind: 'active_build' };
    if (record.deleted && o.transition !== 'delete') return { kind: 'deleted' };
    if (o.orphan === true && o.transition === 'delete' && this.#parts.parameters.provisioners === 0) {
      return { kind: 'created', build: this.#jobs.createFinishedDelete(record, o.initiator) };
    }
    if (o.transition === 'start') record.dormantUs = null;
    const build = this.#jobs.createBuild(record, {
      transition: o.transition,
      reason: 'initiator',
      initiator: o.initiator,
    });
    this.#reapers.arm();
    return { kind: 'created', build };
  }

  /**
   * Stores or clears (`null`) a schedule. The next start becomes the first occurrence strictly after `atUs`;
   * but when the text changes and the next start does not, the database empties it, and then only the executor's
   * own rule decides (Coder API contract, next start maintenance). Deleted workspaces take schedules too.
   */
  setSchedule(atUs: number, workspace: number, schedule: Schedule | null): SetScheduleResult {
    this.advanceTo(atUs);
    const record = this.#workspace(workspace);
    const { occurrences, state } = this.#parts;
    const nextStartUs = schedule === null ? null : occurrences.after(schedule, atUs);
    const emptied = schedule?.text !== record.schedule?.text && nextStartUs === record.nextStartUs;
    record.nextStartUs = emptied || record.dormantUs !== null ? null : nextStartUs;
    storeSchedule(state, record, schedule);
    if (state.scheduledCount > 0) this.#executors.arm();
    return { kind: 'stored' };
  }

  setTtl(atUs: number, workspace: number, ttlUs: number | null): void {
    this.advanceTo(atUs);
    this.#workspace(workspace).ttlUs = ttlUs;
  }

  /** A dormant workspace is never started, and has no next start. */
  setDormant(atUs: number, workspace: number, dormant: boolean): void {
    this.advanceTo(atUs);
    const record = this.#workspace(workspace);
    record.dormantUs = dormant ? atUs : null;
    if (dormant) record.nextStartUs = null;
  }

  /**
   * Cancels an active build: a pending one ends at once; a running one when its provisioner notices, as failed.
   * @throws RangeError if the workspace has no such build.
   */
  cancelBuild(atUs: number, workspace: number, buildNumber: number): CancelBuildResult {
    this.advanceTo(atUs);
    const build = recordOf(this.#workspace(workspace).builds, buildNumber - 1, 'build');
    if (!isActive(build)) return { kind: 'completed' };
    if (build.canceledUs !== null) return { kind: 'already_canceled' };
    this.#jobs.cancel(build);
    return { kind: 'canceled' };
  }

  workspace(handle: number): ModelWorkspace {
    return this.#workspace(handle);
  }

  /** Every workspace ever, deleted ones too, in the order of their handles. */
  workspaces(): Iterable<ModelWorkspace> {
    return this.#parts.state.workspaces;
  }

  /** Every build ever, in order of creation. */
  builds(): Iterable<ModelBuild> {
    return this.#parts.state.builds;
  }

  /** Pending jobs in the order in which they will be started. */
  pendingJobs(): readonly ModelBuild[] {
    return [...this.#pool.queue];
  }

  /** Number of pending jobs. */
  queueDepth(): number {
    return this.#pool.queue.depth;
  }

  /**
   * Places in the queue for one answer, worked out when first asked for (Coder API contract, queue position): ranks
   * among the jobs that the same live provisioners may run.
   */
  queueStanding(): (build: ModelBuild) => QueueStanding {
    let places: Map<number, number> | undefined;
    return (build) => {
      if (!isPending(build) || this.#pool.current.length === 0) return NOT_QUEUED;
      places ??= new Map(this.pendingJobs().map((job, index) => [job.sequence, index + 1]));
      return { position: places.get(build.sequence) ?? 0, size: places.size };
    };
  }

  /** New provisioners, which look for work at once. */
  addProvisioners(atUs: number, _added: TaggedProvisioners): void {
    this.advanceTo(atUs);
  }

  /** Ends provisioners: idle ones first, busy ones when they have finished their job. */
  removeProvisioners(atUs: number, _removed: { readonly count: number }): void {
    this.advanceTo(atUs);
  }

  /** Kills provisioners without a word: busy ones first, which hold their job until the reaper ends it. */
  killProvisioners(atUs: number, _killed: { readonly count: number }): void {
    this.advanceTo(atUs);
  }

  /** The server goes down at `atUs` and comes up at `upAtUs`. */
  restart(atUs: number, _upAtUs: number): void {
    this.advanceTo(atUs);
  }

  /** Moves the deadline of a workspace's running start; `null`: none. Tells the workspace's watchers. */
  setDeadline(atUs: number, _workspace: number, _deadlineUs: number | null): void {
    this.advanceTo(atUs);
  }

  provisioners(): readonly ModelProvisioner[] {
    const { livenessUs, startUs } = this.#parts.parameters;
    return this.#pool.current.map((current, index) => ({
      index,
      tags: {},
      bornUs: startUs,
      diedUs: null,
      lastSeenUs: this.nowUs,
      liveUntilUs: this.nowUs + livenessUs,
      current,
      previous: this.#pool.previous[index] ?? null,
    }));
  }

  /** What watch-all would have been told since the last call, in order. */
  takePublications(): Publication[] {
    const { state } = this.#parts;
    const taken = state.publications;
    state.publications = [];
    return taken;
  }

  /** The whole state as JSON-able data; not the parameters. */
  snapshot(): unknown {
    return modelSnapshot({
      provisioners: this.#parts.parameters.provisioners,
      replicas: this.#parts.parameters.replicas,
      state: snapshotState(this.#parts.state),
      events: this.#parts.events.snapshot(),
      pool: this.#pool.snapshot(),
      executors: this.#executors.snapshot(),
      reapers: this.#reapers.snapshot(),
    });
  }

  /**
   * A model that goes on exactly as the saved one would have, given the same parameters. Others may be given
   * (a what-if from here on), but for the numbers of replicas and provisioners.
   * @throws RangeError if it is no snapshot, or of another number of replicas or provisioners.
   */
  static restore(snapshot: unknown, parameters: StormModelParameters): StormModel {
    const saved = matchingSnapshot(snapshot, parameters);
    const model = new StormModel(parameters);
    model.#parts.state = restoreState(saved.state);
    model.#parts.events = EventHeap.restore(saved.events);
    model.#pool.restore(saved.pool);
    model.#executors.restore(saved.executors);
    model.#reapers.restore(saved.reapers);
    return model;
  }

  #workspace(handle: number): WorkspaceRecord {
    return recordOf(this.#parts.state.workspaces, handle, 'workspace');
  }

  #run(kind: EventKind, subject: number): void {
    switch (kind) {
      case EventKind.executorTick:
        this.#executors.tick(subject);
        break;
      case EventKind.autostartCommits:
        this.#executors.commits(subject);
        this.#reapers.arm();
        break;
      case EventKind.rowSkipped:
        this.#executors.slotFree(subject);
        break;
      case EventKind.jobAcquired:
        this.#pool.acquired(subject);
        break;
      case EventKind.jobEnds:
        this.#jobs.serviceEnds(subject);
        break;
      case EventKind.cancelNoticed:
        this.#jobs.cancelNoticed(subject);
        break;
      case EventKind.reaperTick:
        this.#reapers.tick(subject);
        break;
      case EventKind.jobReaped:
        this.#jobs.reap(subject);
        break;
      default:
        kind satisfies never;
    }
  }
}

function emptyState(nowUs: number): ModelState {
  return { nowUs, owners: [], workspaces: [], builds: [], publications: [], scheduledCount: 0 };
}

function matchingSnapshot(value: unknown, parameters: StormModelParameters): ModelSnapshot {
  const snapshot = asModelSnapshot(value);
  if (snapshot.provisioners !== parameters.provisioners || snapshot.replicas !== parameters.replicas) {
    throw new RangeError('a snapshot goes on only with its own numbers of replicas and provisioners');
  }
  return snapshot;
}
