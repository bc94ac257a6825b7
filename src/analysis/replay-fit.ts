import { percentileOf } from '../stats/index.js';
import { busyProvisioners } from './busy-provisioners.js';
import { allJobTimes } from './job-times.js';
import { provisionerUse } from './provisioner-use.js';
import { queueDepth } from './queue-depth.js';
import type { ReplayJob } from './replay-jobs.js';
import { replayWith } from './replay-jobs.js';
import type { StormStart } from './storm-start.js';
import { count, duration, percent, percentileName } from './words.js';

/** How well a replay with the storm's own number of provisioners tells what happened. */
export interface ReplayFit {
  /** The effective number or, where jobs hardly waited, the most that were busy at one time. */
  readonly provisioners: number;
  /** Of the queue waits of jobs that a provisioner took, by nearest rank. */
  readonly p: number;
  readonly replayedWaitMs: number;
  readonly recordedWaitMs: number;
  /** The difference as a share of the recorded wait; `null` where that is 0. */
  readonly off: number | null;
}

/** A replay that is off by more than this, and by more than a second, is called a rough guide. */
const ROUGH = 0.1;
const ROUGH_MS = 1_000;

/**
 * Replays a storm with the provisioners that it had.
 * @returns `null` when no provisioner took a job.
 */
export function replayFit(
  starts: readonly StormStart[],
  jobs: readonly ReplayJob[],
  p: number,
): ReplayFit | null {
  const times = allJobTimes(starts);
  const use = provisionerUse(starts, times, queueDepth(times), busyProvisioners(times));
  const provisioners = use.effective || use.busiest;
  if (provisioners <= 0) return null;
  const replay = replayWith(jobs, provisioners);
  const replayed = percentileOf(
    replay.waitedUs.filter((_, i) => jobs[i]?.waitedUs !== null),
    p,
  );
  const recorded = percentileOf(
    jobs.flatMap((job) => job.waitedUs ?? []),
    p,
  );
  if (replayed === null || recorded === null) return null;
  return {
    provisioners,
    p,
    replayedWaitMs: replayed / 1000,
    recordedWaitMs: recorded / 1000,
    off: recorded === 0 ? null : Math.abs(replayed - recorded) / recorded,
  };
}

/** The same in words. */
export function fitSentences(fit: ReplayFit | null): string[] {
  if (fit === null) return [];
  const { provisioners, p, replayedWaitMs, recordedWaitMs, off } = fit;
  const share = off === null ? '' : `, ${percent(off)} off`;
  const differenceMs = Math.abs(replayedWaitMs - recordedWaitMs);
  const sentence =
    `Replayed with the ${count(provisioners, 'provisioner')} that the storm had, ${percentileName(p)} of the queue waits is ` +
    `${duration(replayedWaitMs * 1000)}; it was ${duration(recordedWaitMs * 1000)}${share}.`;
  const rough = differenceMs > ROUGH_MS && (off === null || off > ROUGH);
  return rough ? [sentence, 'So the replay is only a rough guide to this storm.'] : [sentence];
}
