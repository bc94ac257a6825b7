import type { Schedule } from '../time/index.js';
import type { ModelBuild } from './build.js';
import { startDueUs } from './eligibility.js';
import { Machine } from './machine.js';
import { recordOf } from './model-state.js';
import type { StormModelParameters, TaggedProvisioners } from './parameters.js';
import type { MatchingProvisioners, ModelProvisioner } from './provisioner.js';
import type { Publication } from './publication.js';
import { type QueueStanding, QueueStandings } from './queue-standing.js';
import type { ModelWorkspace, OwnerStatus, WorkspaceRecord } from './workspace.js';
import {
  type CancelBuildResult,
  type CreateBuildResult,
  type NewBuild,
  type NewWorkspace,
  type SetScheduleResult,
  WorkspaceCommands,
} from './workspace-commands.js';

/**
 * The behavior of a deployment during a storm, as a pure state machine: commands come in with their time,
 * `advanceTo` and `nextEventAt` move it, and nothing else does. The records depend on the parameters and the
 * commands alone, never on how often or how far it was advanced in between.
 *
 * Times are whole microseconds since the epoch and never go back: a command or an advance to an earlier time
 * throws a RangeError, as does an unknown handle. Every command first runs all events due by its own time.
 * Workspaces, builds and agents that it returns are views of live state.
 */
export class StormModel {
  readonly #machine: Machine;
  readonly #workspaces: WorkspaceCommands;
  readonly #standings: QueueStandings;

  /** @param parameters - From `stormModelParameters`. */
  constructor(parameters: StormModelParameters) {
    this.#machine = new Machine(parameters);
    this.#workspaces = new WorkspaceCommands(this.#machine);
    this.#standings = new QueueStandings(this.#machine.parts, this.#machine.pool);
  }

  get nowUs(): number {
    return this.#machine.parts.state.nowUs;
  }

  /** Since when the server is up; later than the present while it is down. */
  get upUs(): number {
    return this.#machine.parts.state.upUs;
  }

  /** Runs every event due by then, in the order of their times; equal times in the order of scheduling. */
  advanceTo(us: number): void {
    this.#machine.advanceTo(us);
  }

  /**
   * When the model next has something to do, which may turn out to be nothing; Infinity when nothing is due
   * ever. While any workspace has a schedule, or is to be stopped at some time, the executors tick.
   */
  nextEventAt(): number {
    return this.#machine.parts.events.topAtUs;
  }

  /** @returns The handle of the new owner. */
  addOwner(atUs: number, status: OwnerStatus): number {
    this.advanceTo(atUs);
    return this.#machine.parts.state.owners.push(status) - 1;
  }

  setOwnerStatus(atUs: number, owner: number, status: OwnerStatus): void {
    this.advanceTo(atUs);
    const { owners } = this.#machine.parts.state;
    recordOf(owners, owner, 'owner');
    owners[owner] = status;
  }

  /** A new workspace with its first build, a pending start. */
  createWorkspace(atUs: number, o: NewWorkspace): ModelWorkspace {
    this.advanceTo(atUs);
    return this.#workspaces.create(o);
  }

  /**
   * Asks for a build. Any transition may follow any other, once the latest job has ended; a deleted workspace
   * can only be deleted again. A start ends dormancy. An `orphan` delete is like any other, unless there is no
   * live provisioner for it: then it is done at once and only the workspace's watchers are told.
   */
  createBuild(atUs: number, workspace: number, o: NewBuild): CreateBuildResult {
    this.advanceTo(atUs);
    return this.#workspaces.createBuild(this.#workspace(workspace), o);
  }

  /**
   * Stores or clears (`null`) a schedule. The next start becomes the first allowed occurrence strictly after `atUs`;
   * but when the text changes and the next start does not, the database empties it, and then only the executor's
   * own rule decides (Coder API contract, next start maintenance). Deleted workspaces take schedules too.
   */
  setSchedule(atUs: number, workspace: number, schedule: Schedule | null): SetScheduleResult {
    this.advanceTo(atUs);
    return this.#workspaces.setSchedule(this.#workspace(workspace), schedule);
  }

  /**
   * Stores how long the workspace is to run after its next starts, in microseconds. `null` also lifts the deadline of
   * the present start; a new time does not move it.
   */
  setTtl(atUs: number, workspace: number, ttlUs: number | null): void {
    this.advanceTo(atUs);
    this.#workspaces.setTtl(this.#workspace(workspace), ttlUs);
  }

  /** Moves the deadline of the workspace's latest build; whether it may be moved is the caller's to know. */
  setDeadline(atUs: number, workspace: number, deadlineUs: number): void {
    this.advanceTo(atUs);
    this.#workspaces.setDeadline(this.#workspace(workspace), deadlineUs);
  }

  /** Gives a workspace another name; whether that is free is the caller's to know. */
  renameWorkspace(atUs: number, workspace: number, name: string): void {
    this.advanceTo(atUs);
    this.#workspaces.rename(this.#workspace(workspace), name);
  }

  /** A dormant workspace is never started, and has no next start. */
  setDormant(atUs: number, workspace: number, dormant: boolean): void {
    this.advanceTo(atUs);
    this.#workspaces.setDormant(this.#workspace(workspace), dormant);
  }

  /**
   * Cancels an active build: a pending one ends at once; a running one when its provisioner notices, as failed.
   * @throws RangeError if the workspace has no such build.
   */
  cancelBuild(atUs: number, workspace: number, buildNumber: number): CancelBuildResult {
    this.advanceTo(atUs);
    return this.#workspaces.cancelBuild(this.#workspace(workspace), buildNumber);
  }

  /** New provisioners, which look for work at once. */
  addProvisioners(atUs: number, added: TaggedProvisioners): void {
    this.advanceTo(atUs);
    this.#machine.pool.add(added);
  }

  /**
   * Ends provisioners: idle ones first, busy ones when they have finished their job. More than there are: all.
   * @returns How many go.
   */
  removeProvisioners(atUs: number, { count }: { readonly count: number }): number {
    this.advanceTo(atUs);
    return this.#machine.fleet.remove(count);
  }

  /**
   * Kills provisioners without a word: busy ones first, which hold their job until the reaper ends it.
   * @returns How many died.
   */
  killProvisioners(atUs: number, { count }: { readonly count: number }): number {
    this.advanceTo(atUs);
    const killed = this.#machine.fleet.kill(count);
    this.#machine.reapers.arm();
    return killed;
  }

  /**
   * The server goes down at `atUs` and comes up at `upAtUs`, not before `atUs`: no ticks between, and all replicas'
   * ticks anew from then on. Jobs on untagged provisioners, which are part of it, fail at once, untold; others work on
   * and report when it is up.
   */
  restart(atUs: number, upAtUs: number): void {
    this.advanceTo(atUs);
    if (!Number.isSafeInteger(upAtUs) || upAtUs < atUs) {
      throw new RangeError(`a server that goes down at ${atUs} cannot come up at ${upAtUs}`);
    }
    this.#machine.restart(upAtUs);
  }

  workspace(handle: number): ModelWorkspace {
    return this.#workspace(handle);
  }

  /** Every workspace ever, deleted ones too, in the order of their handles. */
  workspaces(): Iterable<ModelWorkspace> {
    return this.#machine.parts.state.workspaces;
  }

  /**
   * When the executors will start workspaces, one time for each that would be started if nothing happened to it before;
   * in microseconds since the epoch, in the order of the workspaces. A time that has passed is the next tick's.
   */
  *startsDueUs(): Generator<number, void> {
    const { parts } = this.#machine;
    for (const workspace of parts.state.workspaces) {
      const us = startDueUs(parts, workspace);
      if (us !== null) yield us;
    }
  }

  /** Every build ever, in order of creation; or those from a sequence number on, which costs only these. */
  builds(from = 0): Iterable<ModelBuild> {
    const { builds } = this.#machine.parts.state;
    return from === 0 ? builds : builds.slice(from);
  }

  /** Pending jobs in the order of their creation, in which provisioners take those that they may run. */
  pendingJobs(): readonly ModelBuild[] {
    return this.#machine.pool.pending.inOrder();
  }

  /** Number of pending jobs. */
  queueDepth(): number {
    return this.#machine.pool.pending.depth;
  }

  /**
   * Places in the queue for one answer, worked out when first asked for (Coder API contract, queue position): ranks
   * among the jobs that the same live provisioners may run.
   */
  queueStanding(): (build: ModelBuild) => QueueStanding {
    return this.#standings.now();
  }

  /** All provisioners ever, as they stand now. */
  provisioners(): readonly ModelProvisioner[] {
    return this.#machine.pool.views();
  }

  /** The provisioners that may run jobs of the template with this index, and how many reported since a time. */
  matchingProvisioners(template: number, sinceUs: number): MatchingProvisioners {
    return this.#machine.pool.matching(template, sinceUs);
  }

  /** What has been published since the last call, in order. */
  takePublications(): Publication[] {
    const { state } = this.#machine.parts;
    const taken = state.publications;
    state.publications = [];
    return taken;
  }

  /** The whole state as JSON-able data; not the parameters. */
  snapshot(): unknown {
    return this.#machine.snapshot();
  }

  /**
   * A model that goes on exactly as the saved one would have, given the same parameters. Others may be given
   * (a what-if from here on), but for the numbers of replicas, provisioners, templates and foreseen changes.
   * @throws RangeError if it is no snapshot, of another version, or of other numbers of these.
   */
  static restore(snapshot: unknown, parameters: StormModelParameters): StormModel {
    const model = new StormModel(parameters);
    model.#machine.restore(snapshot);
    return model;
  }

  #workspace(handle: number): WorkspaceRecord {
    return recordOf(this.#machine.parts.state.workspaces, handle, 'workspace');
  }
}
