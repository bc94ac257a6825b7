import { z } from 'zod';
import type { Instant } from '../time/index.js';
import { apiPath, withQuery } from './api-path.js';
import { listDecoder, optionalInstant } from './payload.js';
import { type ProvisionerJob, provisionerJobPayload, toProvisionerJob } from './provisioner-job.js';
import type { ProvisionerTags } from './provisioner-tags.js';
import type { CallOptions, Requester } from './requester.js';

/** A provisioner: runs one job at a time. */
export interface ProvisionerDaemon {
  readonly id: string;
  readonly name: string;
  /** `idle`, `busy` or `offline`; `null` from a server that does not say. One that died counts as alive for 90 s. */
  readonly status: string | null;
  readonly lastSeenAt: Instant | null;
  readonly tags: ProvisionerTags;
  /** What it can run, such as `terraform`. */
  readonly provisioners: readonly string[];
  readonly version: string;
}

/** A job of the organization's queue. */
export interface QueuedJob extends ProvisionerJob {
  /** `workspace_build`, `template_version_import` or `template_version_dry_run`. */
  readonly type: string;
  /** What a build does to its workspace: `start`, `stop` or `delete`; `null` for other jobs, and where it is not said. */
  readonly transition: string | null;
}

export const decodeDaemons = listDecoder(
  z.object({
    id: z.string(),
    name: z.string().nullish(),
    status: z.string().nullish(),
    last_seen_at: z.string().nullish(),
    tags: z.record(z.string(), z.string()).nullish(),
    provisioners: z.array(z.string()).nullish(),
    version: z.string().nullish(),
  }),
  (payload): ProvisionerDaemon => ({
    id: payload.id,
    name: payload.name ?? '',
    status: payload.status ?? null,
    lastSeenAt: optionalInstant(payload.last_seen_at),
    tags: payload.tags ?? {},
    provisioners: payload.provisioners ?? [],
    version: payload.version ?? '',
  }),
);

export const decodeJobs = listDecoder(
  provisionerJobPayload.extend({
    type: z.string().nullish(),
    metadata: z.object({ workspace_build_transition: z.string().nullish() }).nullish(),
  }),
  (payload): QueuedJob => ({
    ...toProvisionerJob(payload),
    type: payload.type ?? '',
    transition: payload.metadata?.workspace_build_transition || null,
  }),
);

export type ProvisionersApi = ReturnType<typeof provisionersApi>;

/** Readable for owners and administrators of the organization; 404 for all others. */
export function provisionersApi(requester: Requester) {
  return {
    /** Those seen within the last 90 s, each once. All of them, unless `limit` is given (the server's own is 50). */
    daemons: async (
      organization: string,
      query: { readonly limit?: number } = {},
      options?: CallOptions,
    ): Promise<readonly ProvisionerDaemon[]> => {
      const at = withQuery(apiPath`/api/v2/organizations/${organization}/provisionerdaemons`, {
        limit: query.limit ?? 0,
      });
      const daemons = await requester.json({ method: 'GET', at, isList: true }, decodeDaemons, options);
      // The server lists a daemon once for each of its open jobs.
      return [...new Map(daemons.map((daemon) => [daemon.id, daemon])).values()];
    },

    /** Newest first; 50 unless `limit` is given, 0 for all. `queueSize` of any row is that of the deployment. */
    jobs: (
      organization: string,
      query: { readonly limit?: number; readonly status?: string },
      options?: CallOptions,
    ): Promise<readonly QueuedJob[]> => {
      const { limit, status } = query;
      const at = withQuery(apiPath`/api/v2/organizations/${organization}/provisionerjobs`, { limit, status });
      return requester.json({ method: 'GET', at, isList: true }, decodeJobs, options);
    },
  };
}
