import type { Workspace, WorkspaceBuild } from '../codersdk/index.js';

/** What the server holds of one expected build and its workspace, as read once. */
export interface WorkspaceRecord {
  /** `null`: gone. Its builds may still be known. */
  readonly workspace: Workspace | null;
  /** The build of the expected number, in whatever state it was when read; `null`: never created, or not readable. */
  readonly build: WorkspaceBuild | null;
}
