import { provisionersAtWork } from '../../plan/index.js';
import type { ReadSources } from './read-sources.js';

/** As many provisioners as there are, where nobody says how many there will be. */
export interface ProvisionersInUse {
  readonly count: number;
  /** How they were counted, in words. */
  readonly how: string;
}

/** Those that are alive on the deployment that was read, else those at work in the history; `null`: neither is known. */
export function provisionersInUse({
  history,
  liveProvisioners,
}: Pick<ReadSources, 'history' | 'liveProvisioners'>): ProvisionersInUse | null {
  if (liveProvisioners !== null && liveProvisioners > 0) {
    return { count: liveProvisioners, how: 'alive when the deployment was read' };
  }
  const count = provisionersAtWork(history?.builds ?? []);
  return count === null
    ? null
    : { count, how: 'the most different ones that took a job within half an hour' };
}
