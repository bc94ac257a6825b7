import type { Transition } from '../storm/index.js';
import { apiPath, withQuery } from './api-path.js';
import { decodeBuild, decodeBuilds, type WorkspaceBuild } from './build-payloads.js';
import type { CallOptions, Requester } from './requester.js';
import { type BuildTimings, decodeBuildTimings } from './timing-payloads.js';

export interface CreateBuildRequest {
  readonly transition: Transition;
  /** With `delete` only: forget the workspace without destroying its resources. For template administrators. */
  readonly orphan?: boolean;
}

export interface CancelBuildOptions extends CallOptions {
  /** Cancel only if the job is in this state; a member may always cancel a pending one so. */
  readonly expectStatus?: 'pending' | 'running' | undefined;
}

export type BuildsApi = ReturnType<typeof buildsApi>;

/** Starts, stops and deletes of workspaces. */
export function buildsApi(requester: Requester) {
  return {
    /** @throws CoderApiError 409 while the latest build's job is active, or when the number was taken meanwhile. */
    create: (
      workspaceId: string,
      request: CreateBuildRequest,
      options?: CallOptions,
    ): Promise<WorkspaceBuild> => {
      const at = apiPath`/api/v2/workspaces/${workspaceId}/builds`;
      const body = { transition: request.transition, orphan: request.orphan };
      return requester.json({ method: 'POST', at, body }, decodeBuild, options);
    },

    get: (buildId: string, options?: CallOptions): Promise<WorkspaceBuild> =>
      requester.json(
        { method: 'GET', at: apiPath`/api/v2/workspacebuilds/${buildId}` },
        decodeBuild,
        options,
      ),

    byNumber: (
      ownerRef: string,
      workspaceName: string,
      number: number,
      options?: CallOptions,
    ): Promise<WorkspaceBuild> => {
      const at = apiPath`/api/v2/users/${ownerRef}/workspace/${workspaceName}/builds/${number}`;
      return requester.json({ method: 'GET', at }, decodeBuild, options);
    },

    /** Newest first; also of a deleted workspace. `since`: those created later, an RFC 3339 time. */
    list: (
      workspaceId: string,
      query: { readonly limit?: number; readonly offset?: number; readonly since?: string },
      options?: CallOptions,
    ): Promise<readonly WorkspaceBuild[]> => {
      const { limit, offset, since } = query;
      const at = withQuery(apiPath`/api/v2/workspaces/${workspaceId}/builds`, { limit, offset, since });
      return requester.json({ method: 'GET', at, isList: true }, decodeBuilds, options);
    },

    /** @throws CoderApiError 404 for an unknown build, and on servers that do not time builds. */
    timings: (buildId: string, options?: CallOptions): Promise<BuildTimings> =>
      requester.json(
        { method: 'GET', at: apiPath`/api/v2/workspacebuilds/${buildId}/timings` },
        decodeBuildTimings,
        options,
      ),

    /**
     * Asks to cancel; a running job goes on for a while and usually ends as failed.
     *
     * @throws CoderApiError 400 when it has ended or is canceled already, 412 when it is not in `expectStatus`.
     */
    cancel: (buildId: string, options?: CancelBuildOptions): Promise<void> => {
      const at = withQuery(apiPath`/api/v2/workspacebuilds/${buildId}/cancel`, {
        expect_status: options?.expectStatus,
      });
      return requester.done({ method: 'PATCH', at }, options);
    },
  };
}
