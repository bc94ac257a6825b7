import { z } from 'zod';
import type { Transition } from '../storm/index.js';
import { type Instant, parseInstant } from '../time/index.js';
import { decoder, listDecoder, optionalInstant, transitionPayload } from './payload.js';
import { type ProvisionerJob, provisionerJobPayload, toProvisionerJob } from './provisioner-job.js';

/** An agent of a workspace. Only a start build's agents connect; a stop build lists its agents all the same. */
export interface WorkspaceAgent {
  readonly id: string;
  readonly name: string;
  /** The agent that made it, such as that of a development container; `null` for those of the template. */
  readonly parentId: string | null;
  /** `connecting`, `connected`, `disconnected` or `timeout`, as of the reading. */
  readonly status: string;
  /** As the agent reported it: `ready` once its startup scripts succeeded, `start_error` when they did not. */
  readonly lifecycleState: string;
  readonly createdAt: Instant;
  /** When the server first saw it. */
  readonly firstConnectedAt: Instant | null;
  /** Also set after it has connected again: look at `status`. */
  readonly disconnectedAt: Instant | null;
  /** By the agent's own clock. */
  readonly startedAt: Instant | null;
  /** By the agent's own clock. Also set when the startup scripts failed: look at `lifecycleState`. */
  readonly readyAt: Instant | null;
}

export interface WorkspaceBuild {
  readonly id: string;
  readonly workspaceId: string;
  readonly workspaceName: string;
  readonly workspaceOwnerId: string;
  readonly workspaceOwnerName: string;
  /** From 1, per workspace. */
  readonly buildNumber: number;
  readonly transition: Transition;
  /** `initiator`, `autostart`, `autostop` and others. */
  readonly reason: string;
  readonly initiatorId: string;
  readonly initiatorName: string;
  readonly createdAt: Instant;
  /** `running`, `stopped`, `failed`…: what the workspace is after this build, not its job's status. */
  readonly status: string;
  readonly job: ProvisionerJob;
  /** Those of all resources; none before the job has succeeded. */
  readonly agents: readonly WorkspaceAgent[];
  /** Provisioners that can run it; only computed when it is created and in lists while it is pending. */
  readonly matchedProvisioners: { readonly count: number; readonly available: number } | null;
}

const agentPayload = z.object({
  id: z.string(),
  name: z.string(),
  parent_id: z.string().nullish(),
  status: z.string(),
  lifecycle_state: z.string().nullish(),
  created_at: z.string(),
  first_connected_at: z.string().nullish(),
  disconnected_at: z.string().nullish(),
  started_at: z.string().nullish(),
  ready_at: z.string().nullish(),
});

function toAgent(payload: z.output<typeof agentPayload>): WorkspaceAgent {
  return {
    id: payload.id,
    name: payload.name,
    parentId: payload.parent_id || null,
    status: payload.status,
    lifecycleState: payload.lifecycle_state ?? '',
    createdAt: parseInstant(payload.created_at),
    firstConnectedAt: optionalInstant(payload.first_connected_at),
    disconnectedAt: optionalInstant(payload.disconnected_at),
    startedAt: optionalInstant(payload.started_at),
    readyAt: optionalInstant(payload.ready_at),
  };
}

export const buildPayload = z.object({
  id: z.string(),
  created_at: z.string(),
  workspace_id: z.string(),
  workspace_name: z.string().nullish(),
  workspace_owner_id: z.string().nullish(),
  workspace_owner_name: z.string().nullish(),
  build_number: z.number(),
  transition: transitionPayload,
  initiator_id: z.string().nullish(),
  initiator_name: z.string().nullish(),
  job: provisionerJobPayload,
  reason: z.string().nullish(),
  resources: z.array(z.object({ agents: z.array(agentPayload).nullish() })).nullish(),
  status: z.string(),
  matched_provisioners: z.object({ count: z.number(), available: z.number() }).nullish(),
});

export function toBuild(payload: z.output<typeof buildPayload>): WorkspaceBuild {
  return {
    id: payload.id,
    workspaceId: payload.workspace_id,
    workspaceName: payload.workspace_name ?? '',
    workspaceOwnerId: payload.workspace_owner_id ?? '',
    workspaceOwnerName: payload.workspace_owner_name ?? '',
    buildNumber: payload.build_number,
    transition: payload.transition,
    reason: payload.reason ?? '',
    initiatorId: payload.initiator_id ?? '',
    initiatorName: payload.initiator_name ?? '',
    createdAt: parseInstant(payload.created_at),
    status: payload.status,
    job: toProvisionerJob(payload.job),
    agents: (payload.resources ?? []).flatMap((resource) => (resource.agents ?? []).map(toAgent)),
    matchedProvisioners: payload.matched_provisioners ?? null,
  };
}

export const decodeBuild = decoder(buildPayload, toBuild);
export const decodeBuilds = listDecoder(buildPayload, toBuild);
