import type { CoderClient } from '../codersdk/index.js';
import { countLiveProvisioners } from './live-provisioners.js';
import type { TargetFacts } from './preflight/index.js';
import type { RunPlan } from './run-plan.js';
import { buildsAllowed } from './set-up/index.js';

/**
 * How many workspaces the cleanup of a run deletes at once: each occupies one provisioner at most.
 * @param live - Provisioners that are alive.
 */
export function cleanupConcurrency(
  { cleanup: { concurrency }, provisionersShare }: Pick<RunPlan, 'cleanup' | 'provisionersShare'>,
  live: number,
): number {
  if (provisionersShare === null) return concurrency ?? Math.max(10, 2 * live);
  return Math.min(buildsAllowed(live, provisionersShare), concurrency ?? Number.POSITIVE_INFINITY);
}

/**
 * Provisioners that take a run's jobs, counted anew, since some may have gone since preflight; `null` where they cannot
 * be read.
 */
export async function liveProvisionersNow(
  client: Pick<CoderClient, 'provisioners'>,
  { template, jobTags }: Pick<TargetFacts, 'template' | 'jobTags'>,
  signal: AbortSignal,
): Promise<number | null> {
  try {
    const daemons = await client.provisioners.daemons(template.organizationId, {}, { signal, attempts: 2 });
    return countLiveProvisioners(daemons, jobTags);
  } catch {
    return null;
  }
}
