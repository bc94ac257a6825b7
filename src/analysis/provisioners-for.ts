import { percentileOf } from '../stats/index.js';
import type { LatencyTarget } from './latency-target.js';
import { latencyOrigin, percentileOfDueMs, targetName } from './latency-target.js';
import type { ReplayFit } from './replay-fit.js';
import { fitSentences, replayFit } from './replay-fit.js';
import type { ReplayJob, ReplayJobs } from './replay-jobs.js';
import { replayJobs, replayWith, waitEndedFirst } from './replay-jobs.js';
import type { StormStart } from './storm-start.js';
import { count, duration, percent, percentileName } from './words.js';

/** How many provisioners these very builds would have needed. */
export interface ProvisionersAnswer {
  /** The least number that meets the target; `null` when none does. */
  readonly provisioners: number | null;
  /** Why none does, without a full stop; `null` when one does. */
  readonly reason: string | null;
  /**
   * The target's percentile in milliseconds with that number or, where none is enough, with one for every job: then
   * perhaps Infinity; `null` when nothing could be replayed.
   */
  readonly latencyMs: number | null;
  readonly fit: ReplayFit | null;
  /** The answer and what it rests on, each a whole sentence. */
  readonly sentences: readonly string[];
}

/**
 * The least number of provisioners with which a storm would have met a target: its own builds, at the times at which
 * they were created and as long as they took, go first created, first started through that many provisioners.
 * More provisioners never start a job later in such a queue, so the least number is found by halving.
 *
 * What it cannot see: whether the deployment would create builds as fast, and builds take as long, with more of them;
 * and which provisioners may take which jobs: all are taken for alike.
 * @param starts - One for every workspace that was due.
 * @throws RangeError if the target's `p` lies outside (0, 1].
 */
export function provisionersFor(starts: readonly StormStart[], target: LatencyTarget): ProvisionersAnswer {
  if (!(target.p > 0 && target.p <= 1)) {
    throw new RangeError(`p must lie above 0 and up to 1, e.g. 0.95; got ${String(target.p)}`);
  }
  if (starts.length === 0) return unanswered('nothing was due');
  const replay = replayJobs(starts);
  if (replay === null)
    return unanswered('no provisioner finished a job, so it is not known how long jobs take');
  const { jobs } = replay;
  const origin = latencyOrigin(starts, target);
  const originsUs = jobs.map((job) => origin(job.start));
  const latencyMs = (provisioners: number) => {
    const { usableUs } = replayWith(jobs, provisioners);
    const latenciesUs = usableUs.map((us, i) => us - (originsUs[i] ?? 0));
    return percentileOfDueMs(latenciesUs, starts.length, target.p);
  };
  const fit = replayFit(starts, jobs, target.p);
  const basis = [...fitSentences(fit), ...assumptions(replay)];
  const bestMs = latencyMs(jobs.length);
  const unseen = starts.filter((start) => start.createdUs === null && waitEndedFirst(start)).length;
  if (bestMs === Number.POSITIVE_INFINITY && unseen > 0 && reachable(jobs, unseen, starts.length, target.p)) {
    return unanswered(
      `for ${unseen} of ${starts.length} due no build had been created when our wait for them ended`,
    );
  }
  if (!(bestMs <= target.limitMs)) {
    const reason = whyNone(starts, target, jobs, bestMs);
    const sentences = [`No number of provisioners would have met the target: ${reason}.`, ...basis];
    return { provisioners: null, reason, latencyMs: bestMs, fit, sentences };
  }
  const provisioners = least(jobs.length, (tried) => latencyMs(tried) <= target.limitMs);
  const metMs = latencyMs(provisioners);
  const answer =
    `${count(provisioners, 'provisioner')} would have met the target: ${targetName(target)} is ` +
    `${duration(metMs * 1000)} with these builds; the limit is ${duration(target.limitMs * 1000)}.`;
  return { provisioners, reason: null, latencyMs: metMs, fit, sentences: [answer, ...basis] };
}

/** The least whole number from 1 to `most` that is enough; `most` is, and so is every number above one that is. */
function least(most: number, isEnough: (tried: number) => boolean): number {
  let low = 1;
  let high = most;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isEnough(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Whether the share would become usable if all those did of whom we saw no build. */
function reachable(jobs: readonly ReplayJob[], unseen: number, due: number, p: number): boolean {
  const perhaps = usableAtLast(jobs) + unseen;
  return percentileOfDueMs(new Array<number>(perhaps).fill(0), due, p) !== Number.POSITIVE_INFINITY;
}

function usableAtLast(jobs: readonly ReplayJob[]): number {
  return jobs.filter((job) => job.afterUs !== Number.POSITIVE_INFINITY).length;
}

function whyNone(
  starts: readonly StormStart[],
  target: LatencyTarget,
  jobs: readonly ReplayJob[],
  bestMs: number,
): string {
  if (bestMs === Number.POSITIVE_INFINITY) {
    return `with one for every job only ${percent(usableAtLast(jobs) / starts.length)} of all due would have become usable`;
  }
  const name = percentileName(target.p);
  const origin = latencyOrigin(starts, target);
  const creation = percentileOf(
    jobs.map((job) => job.createdUs - origin(job.start)),
    target.p,
  );
  const build = percentileOf(
    jobs.map((job) => job.serviceUs),
    target.p,
  );
  return (
    `with one for every job ${targetName(target)} would still be ${duration(bestMs * 1000)} and the limit is ` +
    `${duration(target.limitMs * 1000)}: until a build is created ${duration(creation ?? 0)} go by, and the build takes ` +
    `${duration(build ?? 0)} (${name} of each)`
  );
}

function assumptions({ neverTaken, stillAwaited, neverEnded }: ReplayJobs): string[] {
  const sentences = [];
  if (neverTaken > 0) {
    sentences.push(
      `${count(neverTaken, 'job')} that no provisioner took ${neverTaken === 1 ? 'is' : 'are'} replayed with the median build, and as successful.`,
    );
  }
  if (stillAwaited > 0) {
    sentences.push(
      `${count(stillAwaited, 'job')} whose workspace was not usable yet when our wait ended ${stillAwaited === 1 ? 'is' : 'are'} replayed as taking the median, or as long as seen where that is longer, and as successful.`,
    );
  }
  if (neverEnded > 0) {
    sentences.push(
      `${count(neverEnded, 'job')} that did not end ${neverEnded === 1 ? 'is' : 'are'} replayed as running at least as long as seen, and never usable.`,
    );
  }
  return sentences;
}

function unanswered(reason: string): ProvisionersAnswer {
  return {
    provisioners: null,
    reason,
    latencyMs: null,
    fit: null,
    sentences: [`It is not known how many provisioners would have met the target: ${reason}.`],
  };
}
