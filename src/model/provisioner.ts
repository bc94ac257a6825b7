import type { BuildRecord, ModelBuild } from './build.js';

/**
 * Tags of a provisioner or of a job beyond scope and owner; `{}` is untagged. Texts only.
 */
export type ProvisionerTags = Readonly<Record<string, string>>;

/** A provisioner, live or not, as it stands at the model's present. Times are microseconds since the epoch. */
export interface ModelProvisioner {
  /** Counts from 0 in the order in which they came; what builds name. */
  readonly index: number;
  readonly tags: ProvisionerTags;
  /** When it first came up. */
  readonly bornUs: number;
  /** When it stopped reporting: died, was removed, or went down with the server. `null` while it reports. */
  readonly diedUs: number | null;
  /** Removed while busy: it goes when its job has ended. */
  readonly leaving: boolean;
  /** Its last heartbeat by now. */
  readonly lastSeenUs: number;
  /** How long it counts as live, if no other heartbeat comes: also after its death. */
  readonly liveUntilUs: number;
  /** The build it runs, or holds though it is dead. */
  readonly current: ModelBuild | null;
  readonly previous: ModelBuild | null;
}

/** The provisioners that may run the jobs of a template, dead ones too, as long as their rows are kept. */
export interface MatchingProvisioners {
  readonly count: number;
  /** How many have reported since the time that was asked for. */
  readonly seen: number;
  /** The latest report of any, in microseconds since the epoch; `null` if there is no provisioner. */
  readonly lastSeenUs: number | null;
}

/** A provisioner as the model itself changes it. */
export interface ProvisionerRecord {
  readonly index: number;
  readonly domain: number;
  readonly bornUs: number;
  /** When it came up last: its heartbeats count from there. */
  upUs: number;
  diedUs: number | null;
  /** Gone with the server, to come back with it. */
  returning: boolean;
  /** Removed while busy: gone when its job has ended. */
  leaving: boolean;
  /** Whether it is asking for a job. */
  acquiring: boolean;
  current: BuildRecord | null;
  previous: BuildRecord | null;
}

/** A provisioner that comes now; one that is `early` comes up with the server. */
export function newProvisioner(
  index: number,
  domain: number,
  nowUs: number,
  early: boolean,
): ProvisionerRecord {
  return {
    index,
    domain,
    bornUs: nowUs,
    upUs: nowUs,
    diedUs: early ? nowUs : null,
    returning: early,
    leaving: false,
    acquiring: false,
    current: null,
    previous: null,
  };
}

/** Whether a provisioner lives, comes back with the server, or holds a job. */
export function isAround({ current, diedUs, returning }: ProvisionerRecord): boolean {
  return diedUs === null || returning || current !== null;
}

/** A provisioner as it is shown, with its tags and its last heartbeat. */
export function viewOf(
  { index, bornUs, diedUs, leaving, current, previous }: ProvisionerRecord,
  tags: ProvisionerTags,
  lastSeenUs: number,
  livenessUs: number,
): ModelProvisioner {
  const liveUntilUs = lastSeenUs + livenessUs;
  return { index, tags, bornUs, diedUs, leaving, lastSeenUs, liveUntilUs, current, previous };
}

/** A provisioner's last heartbeat by `nowUs`: the first when it came up, the last before it died. */
export function lastSeenUs(
  { diedUs, upUs }: Pick<ProvisionerRecord, 'diedUs' | 'upUs'>,
  nowUs: number,
  heartbeatUs: number,
): number {
  const untilUs = diedUs ?? nowUs;
  return upUs + Math.floor((untilUs - upUs) / heartbeatUs) * heartbeatUs;
}

/** How long the server keeps the row of a provisioner that does not report (Coder API contract, daemons). */
const KEPT_US = 7 * 24 * 3_600_000_000;

/** Whether the server has still a row of a provisioner that was last seen then. */
export function isKept({ lastSeenUs }: { readonly lastSeenUs: number }, nowUs: number): boolean {
  return nowUs - lastSeenUs <= KEPT_US;
}

/** Whether the server takes the provisioner for live (Coder API contract, daemons): a dead one too, for a while. */
export function isLive(provisioner: ModelProvisioner, nowUs: number): boolean {
  return nowUs <= provisioner.liveUntilUs;
}

/**
 * Whether a provisioner may run a job (Coder API contract, ordering and matching): an untagged job only one that has
 * no tags either, any other job whoever has all its tags.
 */
export function canRun(provisioner: ProvisionerTags, job: ProvisionerTags): boolean {
  if (isUntagged(job)) return isUntagged(provisioner);
  return hasTags(provisioner, job);
}

/** Whether all `wanted` tags are among `own`. */
export function hasTags(own: ProvisionerTags, wanted: ProvisionerTags): boolean {
  return Object.entries(wanted).every(([name, value]) => own[name] === value);
}

/** A text that is the same for equal tags, whatever their order. */
export function tagsKey(tags: ProvisionerTags): string {
  return JSON.stringify(Object.entries(tags).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function isUntagged(tags: ProvisionerTags): boolean {
  for (const _ in tags) return false;
  return true;
}
