import type { JobTimes } from './job-times.js';
import { ascending } from './step-series.js';
import type { BinnedSeries } from './storm-analysis.js';

const SECOND_US = 1_000_000;
/** Lengths of an interval in seconds; beyond the last, multiples of it. */
const WIDTHS = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1_800, 3_600];
const MOST_BINS = 600;

/**
 * Builds created per second, over intervals of whole seconds that begin at the second of the first creation: of one
 * second, or longer ones where the creations are spread so far that there would be more than 600.
 */
export function creationRate(jobs: readonly JobTimes[]): BinnedSeries {
  const created = ascending(jobs.map((job) => job.createdUs));
  const [first, last] = [created[0], created.at(-1)];
  if (first === undefined || last === undefined) return { fromUs: 0, widthUs: SECOND_US, value: [] };
  const fromUs = Math.floor(first / SECOND_US) * SECOND_US;
  const seconds = widthSeconds((last - fromUs) / SECOND_US);
  const widthUs = seconds * SECOND_US;
  const counts = new Array<number>(Math.floor((last - fromUs) / widthUs) + 1).fill(0);
  for (const us of created) {
    const bin = Math.floor((us - fromUs) / widthUs);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return { fromUs, widthUs, value: counts.map((count) => count / seconds) };
}

function widthSeconds(spanSeconds: number): number {
  const least = (spanSeconds + 1) / MOST_BINS;
  const longest = WIDTHS.at(-1) ?? 1;
  return WIDTHS.find((width) => width >= least) ?? Math.ceil(least / longest) * longest;
}
