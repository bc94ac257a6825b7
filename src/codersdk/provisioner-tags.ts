/** Tags by their names. */
export type ProvisionerTags = Readonly<Record<string, string>>;

/** What a template without tags asks for, and what a provisioner without tags has. */
const UNTAGGED: ProvisionerTags = { scope: 'organization', owner: '' };

/**
 * Whether a provisioner with these tags takes jobs with those: all tags of a job must be among the provisioner's, and
 * a job without tags goes to provisioners without tags only (Coder API contract, ordering and matching of jobs).
 */
export function takesJobs(provisioner: ProvisionerTags, job: ProvisionerTags): boolean {
  return isUntagged(job) ? isUntagged(provisioner) : contains(provisioner, job);
}

function isUntagged(tags: ProvisionerTags): boolean {
  return contains(UNTAGGED, tags);
}

function contains(tags: ProvisionerTags, wanted: ProvisionerTags): boolean {
  return Object.entries(wanted).every(([name, value]) => tags[name] === value);
}
