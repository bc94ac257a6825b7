import type { StepSeries, StormAnalysis } from '../../analysis/index.js';
import type { TimeSpan } from './charts/frame.js';

/** What all charts of the page span: from a little before the scheduled minute to a little after the last event. */
export function stormSpan({
  scheduledUs,
  curves,
  queueDepth,
  busyProvisioners,
  censoredFromUs,
}: StormAnalysis): TimeSpan | null {
  if (scheduledUs === null) return null;
  const all: readonly StepSeries[] = [...Object.values(curves), queueDepth, busyProvisioners];
  const ends = all.flatMap((series) => series.us.at(-1) ?? []);
  const lastUs = Math.max(scheduledUs + 1e6, censoredFromUs ?? 0, ...ends);
  const marginUs = (lastUs - scheduledUs) * 0.02;
  return { fromUs: scheduledUs - marginUs, toUs: lastUs + marginUs, zeroUs: scheduledUs };
}
