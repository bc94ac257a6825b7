import type { CheckedSeries } from './conservation.js';
import { crossings, flowProblems, littlesLawProblems } from './conservation.js';
import type { JobTimes } from './job-times.js';
import { rowProblems } from './row-problems.js';
import type { StormStart } from './storm-start.js';
import { count } from './words.js';
import { workerOverlaps } from './worker-overlaps.js';

/** Problems of one kind that are told one by one; the others are only counted. */
const MOST_OF_A_KIND = 10;

/**
 * Where the records of a storm contradict each other or themselves, each problem in words that begin with the
 * workspace's name. What is checked:
 *
 * | check | holds because |
 * |---|---|
 * | times of a workspace follow each other | a stage begins when the one before it ends |
 * | due ≥ created ≥ started ≥ completed ≥ usable at every time | no stage lets out more than went in |
 * | queue depth = created − started − given up; busy = started − completed | nothing is lost in between |
 * | no provisioner has two jobs at once | it asks for the next when it has finished one |
 * | areas below queue depth and busy provisioners = sums of waits and of work | Little's law |
 */
export function inconsistencies(
  starts: readonly StormStart[],
  jobs: readonly JobTimes[],
  series: CheckedSeries,
): readonly string[] {
  return [
    ...rowProblems(starts),
    workerOverlaps(starts),
    crossings(starts, series.curves),
    flowProblems(starts, series),
    littlesLawProblems(jobs, series),
  ].flatMap(shortened);
}

function shortened(problems: readonly string[]): readonly string[] {
  const more = problems.length - MOST_OF_A_KIND;
  if (more <= 0) return problems;
  return [
    ...problems.slice(0, MOST_OF_A_KIND),
    `and ${count(more, 'more workspace')} like the ${MOST_OF_A_KIND} before`,
  ];
}
