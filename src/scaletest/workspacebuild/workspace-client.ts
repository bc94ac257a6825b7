import type { CoderClient } from '../../codersdk/index.js';

/** What reading builds needs of a Coder client. */
export interface BuildReader {
  readonly builds: Pick<CoderClient['builds'], 'get'>;
}

/** What creating builds needs of a Coder client. */
export interface BuildClient {
  readonly workspaces: Pick<CoderClient['workspaces'], 'get'>;
  readonly builds: Pick<CoderClient['builds'], 'create' | 'byNumber'>;
}

/** What deleting a workspace needs of a Coder client. */
export interface WorkspaceRemovalClient {
  readonly workspaces: Pick<CoderClient['workspaces'], 'get'>;
  readonly builds: Pick<CoderClient['builds'], 'create' | 'byNumber' | 'get' | 'cancel'>;
}

/** What creating a workspace needs of a Coder client. */
export interface WorkspaceCreationClient {
  readonly workspaces: Pick<CoderClient['workspaces'], 'create' | 'byOwnerAndName'>;
}

/** What a runner that creates and removes a workspace needs of a Coder client. */
export interface WorkspaceClient {
  readonly workspaces: Pick<CoderClient['workspaces'], 'create' | 'byOwnerAndName' | 'get'>;
  readonly builds: Pick<CoderClient['builds'], 'create' | 'byNumber' | 'get' | 'cancel'>;
}
