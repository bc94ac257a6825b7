import type { Template, Workspace, WorkspaceBuild } from '../codersdk/index.js';

/** What the server holds of one expected build and its workspace, as read once. */
export interface WorkspaceRecord {
  /** `null`: gone. Its builds may still be known. */
  readonly workspace: Workspace | null;
  /** The build of the expected number, in whatever state it was when read; `null`: never created, or not readable. */
  readonly build: WorkspaceBuild | null;
  /**
   * When the agents were read, on the deployment's clock as we know it: before the request was sent. Absent where
   * nobody waited for them.
   */
  readonly agentsReadAtMs?: number;
  /** Read only where some build was never created. */
  readonly circumstances?: StartCircumstances;
}

/** A template's say in scheduled starts. */
export type AutostartRule = Pick<Template, 'name' | 'allowUserAutostart' | 'autostartDaysOfWeek'>;

/** What decides, beside the workspace itself, whether the server starts it. `null`: could not be read. */
export interface StartCircumstances {
  /** `active`, `dormant`, `suspended`, or `gone`. */
  readonly ownerStatus: string | null;
  readonly template: AutostartRule | null;
}
