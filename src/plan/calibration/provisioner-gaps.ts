import type { ObservedProvisioners } from './calibration.js';

/** What a provisioner did: any job, of any kind. Times are microseconds since the epoch. */
export interface ObservedJob {
  readonly createdUs: number;
  readonly startedUs: number;
  /** `null`: not known to have ended. */
  readonly completedUs: number | null;
  readonly workerId: string | null;
}

/** How provisioners came by their jobs; microseconds, ascending. */
export interface ProvisionerGaps {
  /** End of one job to the start of the next, which had been created by then. */
  readonly handOffsUs: readonly number[];
  /** Creation to start of jobs whose provisioner had nothing to do when they were created. */
  readonly pickUpsUs: readonly number[];
  /** Such jobs that are recorded as started before they were created. */
  readonly earlyStarts: number;
  /** Of all those times, the ones of a second or more. */
  readonly long: number;
  readonly provisioners: ObservedProvisioners;
}

/** A longer gap means that the provisioner did something else, or was not told (contract: backup poll, 30 s). */
const LONGEST_GAP_US = 30_000_000;
/** No provisioner that had nothing else to do took so long on a loaded server (measured: at most 0.28 s, of 3,558). */
const LONG_US = 1_000_000;

/**
 * Tells hand-offs from pick-ups by what a job's own provisioner did before: a job that was created before that one had
 * ended was waiting; one created after it found it idle. The first job of a provisioner in the records tells nothing,
 * as nobody knows since when it was there.
 *
 * @param jobs - All that their provisioners did between the first and the last; one that is missing looks like a long
 *   gap, and gaps of more than 30 s are passed over.
 */
export function provisionerGaps(jobs: readonly ObservedJob[]): ProvisionerGaps {
  const sorted = [...jobs].sort((a, b) => a.startedUs - b.startedUs);
  const freeSinceUs = new Map<string, number>();
  const handOffsUs: number[] = [];
  const pickUpsUs: number[] = [];
  let [earlyStarts, long] = [0, 0];
  for (const { createdUs, startedUs, completedUs, workerId } of sorted) {
    if (workerId === null) continue;
    const sinceUs = freeSinceUs.get(workerId);
    freeSinceUs.set(workerId, completedUs ?? Number.POSITIVE_INFINITY);
    if (sinceUs === undefined) continue;
    const isHandOff = createdUs <= sinceUs;
    const gapUs = startedUs - (isHandOff ? sinceUs : createdUs);
    if (gapUs >= LONG_US) long += 1;
    if (gapUs > LONGEST_GAP_US) continue;
    if (isHandOff && gapUs >= 0) handOffsUs.push(gapUs);
    else if (!isHandOff && gapUs >= 0) pickUpsUs.push(gapUs);
    else if (!isHandOff) earlyStarts += 1;
  }
  const workers = new Set(sorted.flatMap(({ workerId }) => workerId ?? []));
  return {
    handOffsUs: handOffsUs.sort((a, b) => a - b),
    pickUpsUs: pickUpsUs.sort((a, b) => a - b),
    earlyStarts,
    long,
    provisioners: { seen: workers.size === 0 ? null : workers.size, busiest: busiest(sorted) },
  };
}

/**
 * Whether nothing but these jobs kept their provisioners busy, as far as the times between them tell: a provisioner that
 * has nothing to do takes the next job at once. One long time is too many, as it would outweigh a hundred hand-offs.
 */
export function seemAll(jobs: readonly ObservedJob[]): boolean {
  return provisionerGaps(jobs).long === 0;
}

function busiest(jobs: readonly ObservedJob[]): number {
  const ends = jobs.map(({ completedUs }) => completedUs ?? Number.POSITIVE_INFINITY).sort((a, b) => a - b);
  let [ended, most] = [0, 0];
  for (const [index, { startedUs }] of jobs.entries()) {
    while ((ends[ended] ?? Number.POSITIVE_INFINITY) <= startedUs) ended += 1;
    most = Math.max(most, index + 1 - ended);
  }
  return most;
}
