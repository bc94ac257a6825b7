import { formatInstantUs } from '../../time/index.js';
import type { Deployment } from '../deployment.js';
import type { MatchedProvisionersJson } from '../schemas/workspaces.js';

/** What an answer says of a job whose provisioners it does not look for. */
export const NOT_MATCHED: MatchedProvisionersJson = { count: 0, available: 0, most_recently_seen: null };

/**
 * The provisioners that may run a job of the template which was created at `createdUs`: all of these, dead ones too,
 * and those that had been seen shortly before (Coder API contract, matched provisioners).
 */
export function matchedProvisioners(
  { model, parameters }: Deployment,
  template: { readonly modelIndex: number },
  createdUs: number,
): MatchedProvisionersJson {
  const { count, seen, lastSeenUs } = model.matchingProvisioners(
    template.modelIndex,
    createdUs - parameters.livenessUs,
  );
  if (lastSeenUs === null) return NOT_MATCHED;
  return { count, available: seen, most_recently_seen: formatInstantUs(lastSeenUs) };
}
