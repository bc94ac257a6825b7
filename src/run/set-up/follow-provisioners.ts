import type { CoderClient, ProvisionerTags } from '../../codersdk/index.js';
import { type Clock, sleep } from '../../time/index.js';
import { countLiveProvisioners } from '../live-provisioners.js';

/** What following the provisioners takes. */
export interface FollowProvisionersOptions {
  readonly client: Pick<CoderClient, 'provisioners'>;
  readonly organizationId: string;
  /** `null`: not known; then every provisioner counts. */
  readonly jobTags: ProvisionerTags | null;
  readonly realClock: Clock;
  /** Real time between two readings: one request each. */
  readonly intervalMs: number;
  /** Told how many are alive and take such jobs, at each reading. */
  readonly onCount: (live: number) => void;
}

/** Counts the live provisioners again and again until the signal aborts. A reading that fails is left out. */
export async function followProvisioners(
  options: FollowProvisionersOptions,
  signal: AbortSignal,
): Promise<void> {
  const { client, organizationId, jobTags, realClock, intervalMs, onCount } = options;
  while (!signal.aborted) {
    try {
      await sleep(realClock, intervalMs, signal);
      const daemons = await client.provisioners.daemons(organizationId, {}, { signal, attempts: 1 });
      if (!signal.aborted) onCount(countLiveProvisioners(daemons, jobTags));
    } catch {
      // The next reading may do better, and set-up goes on with what was known.
    }
  }
}
