import { isActive, jobStatus } from './build.js';
import type { ModelParts } from './model-state.js';
import type { WorkspaceRecord } from './workspace.js';

const MINUTE_US = 60_000_000;

/** The time that an executor's run compares with: its tick, cut to the minute. */
export function gateOf(tickUs: number): number {
  return Math.floor(tickUs / MINUTE_US) * MINUTE_US;
}

/** Whether the query at the start of a run lists the workspace (Coder API contract, executor step 1). */
export function isListed(parts: ModelParts, workspace: WorkspaceRecord, gateUs: number): boolean {
  return mayStart(parts, workspace) && (workspace.nextStartUs === null || workspace.nextStartUs <= gateUs);
}

/**
 * Whether the transaction on a listed workspace starts it (executor steps 5 to 8). What counts is the first
 * occurrence after the *creation* of the stop build, neither its completion nor the storing of the schedule;
 * an active job and the lack of a provisioner only put it off to the next tick.
 */
export function startsNow(parts: ModelParts, workspace: WorkspaceRecord, gateUs: number): boolean {
  if (!mayStart(parts, workspace) || workspace.schedule === null) return false;
  const dueUs = parts.occurrences.after(workspace.schedule, workspace.latest.createdUs);
  if (dueUs === null || gateUs < dueUs) return false;
  return parts.parameters.provisioners > 0 && !isActive(workspace.latest);
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
