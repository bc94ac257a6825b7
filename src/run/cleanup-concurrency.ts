import type { CoderClient } from '../codersdk/index.js';
import { countLiveProvisioners } from './live-provisioners.js';
import type { TargetFacts } from './preflight/index.js';
import type { RunPlan } from './run-plan.js';
import { buildsAllowed } from './set-up/index.js';

/**
 * How many workspaces the cleanup of a run deletes at once: each occupies one provisioner at most. With a share to keep,
 * provisioners are counted anew, since some may have gone since preflight; where that fails, its count stands.
 */
export async function cleanupConcurrency(
  plan: Pick<RunPlan, 'cleanup' | 'provisionersShare'>,
  client: Pick<CoderClient, 'provisioners'>,
  target: Pick<TargetFacts, 'template' | 'jobTags' | 'liveProvisioners'>,
  signal: AbortSignal,
): Promise<number> {
  const { concurrency } = plan.cleanup;
  if (plan.provisionersShare === null) return concurrency ?? Math.max(10, 2 * target.liveProvisioners);
  const live = await countNow(client, target, signal);
  return Math.min(buildsAllowed(live, plan.provisionersShare), concurrency ?? Number.POSITIVE_INFINITY);
}

async function countNow(
  client: Pick<CoderClient, 'provisioners'>,
  { template, jobTags, liveProvisioners }: Pick<TargetFacts, 'template' | 'jobTags' | 'liveProvisioners'>,
  signal: AbortSignal,
): Promise<number> {
  try {
    const daemons = await client.provisioners.daemons(template.organizationId, {}, { signal, attempts: 2 });
    return countLiveProvisioners(daemons, jobTags);
  } catch {
    return liveProvisioners;
  }
}
