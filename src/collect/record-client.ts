import type { CallOptions, Workspace, WorkspaceBuild } from '../codersdk/index.js';

/** What listing workspaces needs of a Coder client. */
export interface WorkspaceListClient {
  readonly workspaces: {
    list(
      query: { readonly q?: string; readonly limit?: number; readonly offset?: number },
      options?: CallOptions,
    ): Promise<{ readonly workspaces: readonly Workspace[]; readonly count: number }>;
  };
}

/** What reading the records of builds needs of a Coder client. */
export interface RecordClient extends WorkspaceListClient {
  readonly builds: {
    byNumber(
      ownerRef: string,
      workspaceName: string,
      buildNumber: number,
      options?: CallOptions,
    ): Promise<WorkspaceBuild>;
    list(
      workspaceId: string,
      query: { readonly limit?: number },
      options?: CallOptions,
    ): Promise<readonly WorkspaceBuild[]>;
  };
}
