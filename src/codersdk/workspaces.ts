import { z } from 'zod';
import { type Instant, parseInstant } from '../time/index.js';
import { apiPath, withQuery } from './api-path.js';
import { buildPayload, toBuild, type WorkspaceBuild } from './build-payloads.js';
import { decoder, optionalInstant } from './payload.js';
import type { CallOptions, Requester } from './requester.js';

export interface Workspace {
  readonly id: string;
  readonly name: string;
  readonly ownerId: string;
  readonly ownerName: string;
  readonly organizationId: string;
  /** Its name; the id from a server that does not say it. */
  readonly organizationName: string;
  readonly templateId: string;
  readonly templateName: string;
  readonly createdAt: Instant;
  readonly latestBuild: WorkspaceBuild;
  readonly autostartSchedule: string | null;
  /** When the server means to start it next: the only proof that a schedule is in force. */
  readonly nextStartAt: Instant | null;
  readonly dormantAt: Instant | null;
  /** After how long it is stopped, in milliseconds; `null` for never. */
  readonly ttlMs: number | null;
  readonly templateAllowUserCancelWorkspaceJobs: boolean;
}

export interface WorkspacePage {
  readonly workspaces: readonly Workspace[];
  /** Of all matches, also beyond the page. */
  readonly count: number;
}

export interface CreateWorkspaceRequest {
  readonly name: string;
  readonly templateId: string;
  readonly richParameterValues?: readonly { readonly name: string; readonly value: string }[];
  /** At least a minute, in milliseconds; the template's default without it. */
  readonly ttlMs?: number;
}

export interface WorkspaceQuery {
  /** Search text of the server's grammar, e.g. `name:scaletest- status:running`. Names match anywhere in the name. */
  readonly q?: string;
  /** Most workspaces in the answer; 0 or none for all. A page may be shorter without being the last. */
  readonly limit?: number;
  readonly offset?: number;
}

export interface GetWorkspaceOptions extends CallOptions {
  readonly includeDeleted?: boolean | undefined;
}

const workspacePayload = z.object({
  id: z.string(),
  created_at: z.string(),
  owner_id: z.string(),
  owner_name: z.string(),
  organization_id: z.string(),
  organization_name: z.string().nullish(),
  template_id: z.string(),
  template_name: z.string().nullish(),
  template_allow_user_cancel_workspace_jobs: z.boolean().nullish(),
  latest_build: buildPayload,
  name: z.string(),
  autostart_schedule: z.string().nullish(),
  ttl_ms: z.number().nullish(),
  dormant_at: z.string().nullish(),
  next_start_at: z.string().nullish(),
});

function toWorkspace(payload: z.output<typeof workspacePayload>): Workspace {
  return {
    id: payload.id,
    name: payload.name,
    ownerId: payload.owner_id,
    ownerName: payload.owner_name,
    organizationId: payload.organization_id,
    organizationName: payload.organization_name || payload.organization_id,
    templateId: payload.template_id,
    templateName: payload.template_name ?? '',
    createdAt: parseInstant(payload.created_at),
    latestBuild: toBuild(payload.latest_build),
    autostartSchedule: payload.autostart_schedule || null,
    nextStartAt: optionalInstant(payload.next_start_at),
    dormantAt: optionalInstant(payload.dormant_at),
    ttlMs: payload.ttl_ms || null,
    templateAllowUserCancelWorkspaceJobs: payload.template_allow_user_cancel_workspace_jobs ?? false,
  };
}

export const decodeWorkspace = decoder(workspacePayload, toWorkspace);

export const decodeWorkspacePage = decoder(
  z.object({ workspaces: z.array(workspacePayload).nullish(), count: z.number() }),
  (payload): WorkspacePage => ({
    workspaces: (payload.workspaces ?? []).map(toWorkspace),
    count: payload.count,
  }),
);

export type WorkspacesApi = ReturnType<typeof workspacesApi>;

export function workspacesApi(requester: Requester) {
  return {
    /**
     * Creates a workspace for the user, with build 1 pending. Parameter values may be secrets: no error repeats one.
     *
     * @throws CoderApiError 409 when the owner has one of this name; 500 when two such requests meet.
     */
    create: (userRef: string, request: CreateWorkspaceRequest, options?: CallOptions): Promise<Workspace> => {
      const at = apiPath`/api/v2/users/${userRef}/workspaces`;
      const body = {
        name: request.name,
        template_id: request.templateId,
        rich_parameter_values: request.richParameterValues,
        ttl_ms: request.ttlMs,
      };
      const secrets = request.richParameterValues?.map(({ value }) => value) ?? [];
      return requester.json({ method: 'POST', at, body, secrets }, decodeWorkspace, options);
    },

    /** @throws CoderApiError 410 when it is deleted, unless `includeDeleted`. */
    get: (id: string, options?: GetWorkspaceOptions): Promise<Workspace> => {
      const at = withQuery(apiPath`/api/v2/workspaces/${id}`, { include_deleted: options?.includeDeleted });
      return requester.json({ method: 'GET', at }, decodeWorkspace, options);
    },

    /** @throws CoderApiError 404 also when it is deleted. */
    byOwnerAndName: (userRef: string, name: string, options?: CallOptions): Promise<Workspace> => {
      const at = apiPath`/api/v2/users/${userRef}/workspace/${name}`;
      return requester.json({ method: 'GET', at }, decodeWorkspace, options);
    },

    /** The order changes while builds finish. */
    list: (query: WorkspaceQuery, options?: CallOptions): Promise<WorkspacePage> => {
      const { q, limit, offset } = query;
      const at = withQuery(apiPath`/api/v2/workspaces`, { q, limit, offset });
      return requester.json({ method: 'GET', at, isList: true }, decodeWorkspacePage, options);
    },

    /** @param schedule - As `CRON_TZ=UTC 31 9 * * 1`; `null` for none. */
    setAutostart: (id: string, schedule: string | null, options?: CallOptions): Promise<void> => {
      const at = apiPath`/api/v2/workspaces/${id}/autostart`;
      return requester.done({ method: 'PUT', at, body: { schedule } }, options);
    },
  };
}
