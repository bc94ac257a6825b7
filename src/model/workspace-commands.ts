import type { Transition } from '../storm/index.js';
import type { Schedule } from '../time/index.js';
import { isActive, type ModelBuild } from './build.js';
import type { Machine } from './machine.js';
import { recordOf, storeDeadline, storeNextStart, storeSchedule, templateOf } from './model-state.js';
import { tellWorkspace } from './publish.js';
import type { WorkspaceRecord } from './workspace.js';

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

/** A workspace to be created. */
export interface NewWorkspace {
  /** Handle of the owner. */
  readonly owner: number;
  readonly name: string;
  /** Handle of who asks, or -1 for an administrator. */
  readonly initiator: number;
  /** Kept even where the template does not allow it: the executor then ignores it. */
  readonly schedule: Schedule | null;
  /** Index of the template; the first by default. */
  readonly template?: number;
  /** Microseconds; by default the workspace runs until somebody stops it. */
  readonly ttlUs?: number | null;
}

/** A build to be created. */
export interface NewBuild {
  readonly transition: Transition;
  /** Handle of who asks, or -1 for an administrator. */
  readonly initiator: number;
  /** With a delete: only forget the workspace, if no provisioner could do more. */
  readonly orphan?: boolean;
}

/** What requests do to workspaces, at the machine's present. */
export class WorkspaceCommands {
  readonly #machine: Machine;

  constructor(machine: Machine) {
    this.#machine = machine;
  }

  create(o: NewWorkspace): WorkspaceRecord {
    const { executors, jobs, parts, reapers } = this.#machine;
    const { owner, name, initiator, schedule, template = 0, ttlUs = null } = o;
    const { nowUs, owners } = parts.state;
    recordOf(owners, owner, 'owner');
    recordOf(parts.parameters.templates, template, 'template');
    const nextStartUs = schedule === null ? null : parts.nextStarts.after(template, schedule, nowUs);
    const workspace = jobs.createWorkspace(
      { owner, name, schedule, nextStartUs, template, ttlUs },
      { transition: 'start', reason: 'initiator', initiator },
    );
    reapers.arm();
    executors.arm();
    return workspace;
  }

  createBuild(workspace: WorkspaceRecord, o: NewBuild): CreateBuildResult {
    const { jobs, parts, pool, reapers } = this.#machine;
    const { transition, initiator } = o;
    if (isActive(workspace.latest)) return { kind: 'active_build' };
    if (workspace.deleted && transition !== 'delete') return { kind: 'deleted' };
    const liveSinceUs = parts.state.nowUs - parts.parameters.livenessUs;
    const isInline =
      o.orphan === true && transition === 'delete' && !pool.hasReported(workspace.template, liveSinceUs);
    if (transition === 'start') workspace.dormantUs = null;
    const build = isInline
      ? jobs.createFinishedDelete(workspace, initiator)
      : jobs.createBuild(workspace, { transition, reason: 'initiator', initiator });
    tellWorkspace(parts, workspace.handle);
    reapers.arm();
    return { kind: 'created', build };
  }

  setSchedule(workspace: WorkspaceRecord, schedule: Schedule | null): SetScheduleResult {
    const { executors, parts } = this.#machine;
    const { nextStarts, state } = parts;
    if (!templateOf(parts, workspace).allowUserAutostart) return { kind: 'not_allowed' };
    const nextStartUs =
      schedule === null ? null : nextStarts.after(workspace.template, schedule, state.nowUs);
    if (schedule !== null && nextStartUs === null) return { kind: 'no_allowed_day' };
    const emptied = schedule?.text !== workspace.schedule?.text && nextStartUs === workspace.nextStartUs;
    storeNextStart(state, workspace, emptied || workspace.dormantUs !== null ? null : nextStartUs);
    storeSchedule(state, workspace, schedule);
    executors.arm();
    return { kind: 'stored' };
  }

  setTtl(workspace: WorkspaceRecord, ttlUs: number | null): void {
    workspace.ttlUs = ttlUs;
    if (ttlUs === null && workspace.latest.transition === 'start') {
      storeDeadline(this.#machine.parts, workspace, null);
    }
  }

  setDeadline(workspace: WorkspaceRecord, deadlineUs: number): void {
    storeDeadline(this.#machine.parts, workspace, deadlineUs);
    this.#machine.executors.arm();
    tellWorkspace(this.#machine.parts, workspace.handle);
  }

  rename(workspace: WorkspaceRecord, name: string): void {
    workspace.name = name;
    tellWorkspace(this.#machine.parts, workspace.handle);
  }

  setDormant(workspace: WorkspaceRecord, dormant: boolean): void {
    workspace.dormantUs = dormant ? this.#machine.parts.state.nowUs : null;
    if (dormant) storeNextStart(this.#machine.parts.state, workspace, null);
  }

  cancelBuild(workspace: WorkspaceRecord, buildNumber: number): CancelBuildResult {
    const build = recordOf(workspace.builds, buildNumber - 1, 'build');
    if (!isActive(build)) return { kind: 'completed' };
    if (build.canceledUs !== null) return { kind: 'already_canceled' };
    this.#machine.jobs.cancel(build);
    return { kind: 'canceled' };
  }
}
