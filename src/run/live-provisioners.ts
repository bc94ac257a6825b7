import { type ProvisionerDaemon, type ProvisionerTags, takesJobs } from '../codersdk/index.js';

/**
 * How many of these provisioners are alive, by what the deployment says, and take jobs with these tags. One that died
 * counts for 90 s more: until then the deployment does not know either.
 * @param jobTags - `null`: not known; then every one counts.
 */
export function countLiveProvisioners(
  daemons: readonly Pick<ProvisionerDaemon, 'status' | 'tags'>[],
  jobTags: ProvisionerTags | null,
): number {
  return daemons.filter(
    ({ status, tags }) => status !== 'offline' && (jobTags === null || takesJobs(tags, jobTags)),
  ).length;
}
