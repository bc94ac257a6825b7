import { z } from 'zod';
import type { JobStatus } from '../storm/index.js';
import { type Instant, parseInstant } from '../time/index.js';
import { optionalInstant, toJobStatus } from './payload.js';

/**
 * The job behind a build or a template import. Times are the server's. `startedAt` may lie before `createdAt` by some
 * milliseconds: the creation time is taken before its transaction commits.
 */
export interface ProvisionerJob {
  readonly id: string;
  readonly createdAt: Instant;
  readonly startedAt: Instant | null;
  readonly completedAt: Instant | null;
  /** When its cancellation was asked for. */
  readonly canceledAt: Instant | null;
  readonly error: string | null;
  readonly errorCode: string | null;
  readonly status: JobStatus;
  /** The provisioner that acquired it; a reaped job has none. */
  readonly workerId: string | null;
  /** From 1; 0 when not pending, not computed, or runnable by nobody. */
  readonly queuePosition: number;
  readonly queueSize: number;
}

export const provisionerJobPayload = z.object({
  id: z.string(),
  created_at: z.string(),
  started_at: z.string().nullish(),
  completed_at: z.string().nullish(),
  canceled_at: z.string().nullish(),
  error: z.string().nullish(),
  error_code: z.string().nullish(),
  status: z.string(),
  worker_id: z.string().nullish(),
  queue_position: z.number().nullish(),
  queue_size: z.number().nullish(),
});

export function toProvisionerJob(payload: z.output<typeof provisionerJobPayload>): ProvisionerJob {
  return {
    id: payload.id,
    createdAt: parseInstant(payload.created_at),
    startedAt: optionalInstant(payload.started_at),
    completedAt: optionalInstant(payload.completed_at),
    canceledAt: optionalInstant(payload.canceled_at),
    error: payload.error || null,
    errorCode: payload.error_code || null,
    status: toJobStatus(payload.status),
    workerId: payload.worker_id ?? null,
    queuePosition: payload.queue_position ?? 0,
    queueSize: payload.queue_size ?? 0,
  };
}
