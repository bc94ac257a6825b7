import { Concern, type ModelDraws } from './draws.js';
import type { StormModelParameters } from './parameters.js';

/** How far a start lies before the creation of its build, in microseconds: the least and the most that was measured. */
const EARLIEST_US = 195_000;
const LATEST_US = 1_000;

/** A job that a provisioner takes. Times in microseconds since the epoch. */
export interface TakenJob {
  readonly sequence: number;
  readonly createdUs: number;
  /** Since when the provisioner, and the workspace, have nothing else to do. */
  readonly freeUs: number;
}

/** Whether a job is one of those that start early if an idle provisioner takes them. */
export function mayStartEarly(
  draws: ModelDraws,
  { earlyStartRate }: StormModelParameters,
  sequence: number,
): boolean {
  return earlyStartRate > 0 && draws.uniform(Concern.earlyStart, sequence) < earlyStartRate;
}

/**
 * What is written down as the start of a job that a provisioner takes now, of those that may start early. Mostly a start
 * is the present; but a server takes a build's creation time before its transaction commits, and of the builds that an
 * idle provisioner takes at once a few have a start before their creation. Never one before the end of what the
 * provisioner, or the workspace, did last.
 */
export function earlyStartUs(
  draws: ModelDraws,
  { pickUp }: StormModelParameters,
  nowUs: number,
  { sequence, createdUs, freeUs }: TakenJob,
): number {
  if (nowUs - createdUs > draws.durationUs(pickUp, Concern.pickUp, sequence)) return nowUs;
  const share = draws.uniform(Concern.earlyBy, sequence);
  const startedUs = createdUs - Math.round(LATEST_US + share * (EARLIEST_US - LATEST_US));
  return startedUs < freeUs ? nowUs : startedUs;
}
