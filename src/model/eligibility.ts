import { isActive, jobStatus } from './build.js';
import { type ModelParts, stopDueUs, templateOf } from './model-state.js';
import type { ProvisionerPool } from './provisioner-pool.js';
import type { WorkspaceRecord } from './workspace.js';

const MINUTE_US = 60_000_000;

/** The time that an executor's run compares with: its tick, cut to the minute. */
export function gateOf(tickUs: number): number {
  return Math.floor(tickUs / MINUTE_US) * MINUTE_US;
}

/** Whether the query at the start of a run lists the workspace (Coder API contract, executor step 1). */
export function isListed(parts: ModelParts, workspace: WorkspaceRecord, gateUs: number): boolean {
  if (mustStop(parts, workspace, gateUs)) return true;
  return mayStart(parts, workspace) && (workspace.nextStartUs === null || workspace.nextStartUs <= gateUs);
}

/** Before which gate the query cannot list the workspace, as long as nothing of it changes. */
export function quietUntilUs(parts: ModelParts, workspace: WorkspaceRecord): number {
  const { latest, nextStartUs, schedule } = workspace;
  if (latest.transition === 'stop') {
    return schedule === null ? Number.POSITIVE_INFINITY : (nextStartUs ?? 0);
  }
  return stopDueUs(parts, workspace) ?? Number.POSITIVE_INFINITY;
}

/**
 * What the transaction on a listed workspace builds (executor steps 5 to 8); `null`: nothing. A stop goes before a
 * start. The executor's other work is left out: dormancy and deletion come with a license only, prebuilt workspaces and
 * parameters that do not fit the active version do not occur, as templates have one version. What counts for a start is the first occurrence after the *creation* of the stop build, neither its
 * completion nor the storing of the schedule; an active job and the lack of a live provisioner only put it off to the
 * next tick.
 */
export function transitionAt(
  parts: ModelParts,
  pool: ProvisionerPool,
  workspace: WorkspaceRecord,
  tickUs: number,
): 'start' | 'stop' | null {
  const gateUs = gateOf(tickUs);
  const stops = mustStop(parts, workspace, gateUs);
  if (!stops && !mustStart(parts, workspace, gateUs)) return null;
  if (isActive(workspace.latest)) return null;
  if (!pool.hasReported(workspace.template, tickUs - parts.parameters.livenessUs)) return null;
  return stops ? 'stop' : 'start';
}

/**
 * When the executor would start the workspace if nothing happened to it before, in microseconds since the epoch: a time
 * that has passed is the next tick's; `null`: it would not.
 */
export function startDueUs(parts: ModelParts, workspace: WorkspaceRecord): number | null {
  const { latest, nextStartUs, schedule, template } = workspace;
  if (schedule === null || !mayStart(parts, workspace)) return null;
  if (!templateOf(parts, workspace).allowUserAutostart) return null;
  const dueUs = parts.nextStarts.after(template, schedule, latest.createdUs);
  return dueUs === null ? null : Math.max(dueUs, nextStartUs ?? 0);
}

function mustStop(parts: ModelParts, workspace: WorkspaceRecord, gateUs: number): boolean {
  const dueUs = stopDueUs(parts, workspace);
  return dueUs !== null && dueUs <= gateUs;
}

function mustStart(parts: ModelParts, workspace: WorkspaceRecord, gateUs: number): boolean {
  const { schedule, template, latest } = workspace;
  if (schedule === null || !mayStart(parts, workspace)) return false;
  if (!templateOf(parts, workspace).allowUserAutostart) return false;
  const dueUs = parts.nextStarts.after(template, schedule, latest.createdUs);
  return dueUs !== null && dueUs <= gateUs;
}

function mayStart({ state }: ModelParts, workspace: WorkspaceRecord): boolean {
  const { latest } = workspace;
  return (
    workspace.schedule !== null &&
    latest.transition === 'stop' &&
    !workspace.deleted &&
    workspace.dormantUs === null &&
    state.owners[workspace.owner] === 'active' &&
    jobStatus(latest) !== 'failed'
  );
}
