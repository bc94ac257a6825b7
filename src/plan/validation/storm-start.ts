import { type ObservedBuild, wasReaped } from '../calibration/index.js';

/**
 * How the start of a workspace that was due in a storm ended.
 *
 * | end | what it is |
 * |---|---|
 * | `succeeded` | a provisioner brought it to its end |
 * | `failed` | the same, without success; canceled ones too |
 * | `reaped` | the server gave it up because it waited too long |
 * | `unfinished` | it had not ended when nobody waited any more |
 * | `missed` | it was never created |
 */
export type StartEnd = 'succeeded' | 'failed' | 'reaped' | 'unfinished' | 'missed';

/** All of them, best first. */
export const START_ENDS: readonly StartEnd[] = ['succeeded', 'failed', 'reaped', 'unfinished', 'missed'];

/**
 * The start of one workspace that was due in a storm. Microseconds, of the deployment's clock or after the storm's first
 * creation; Infinity for what did not happen.
 */
export interface StormStart {
  readonly end: StartEnd;
  readonly createdUs: number;
  /** When a provisioner took it. */
  readonly startedUs: number;
  /** When a provisioner completed it, or the server gave it up. */
  readonly endedUs: number;
  /** When the workspace was usable. */
  readonly usableUs: number;
}

const NEVER = Number.POSITIVE_INFINITY;

/** One that was due and never created. */
export const MISSED_START: StormStart = {
  end: 'missed',
  createdUs: NEVER,
  startedUs: NEVER,
  endedUs: NEVER,
  usableUs: NEVER,
};

/** The autostarts among recorded builds; usable when they have succeeded, as nothing is known of agents. */
export function recordedStarts(builds: readonly ObservedBuild[]): readonly StormStart[] {
  return builds
    .filter(({ reason, transition }) => reason === 'autostart' && transition === 'start')
    .map((build) => recordedStart(build));
}

/** @param usableUs - When the workspace was usable; by default when its build has succeeded. */
export function recordedStart(build: ObservedBuild, usableUs?: number): StormStart {
  const { completedUs, createdUs, jobStatus, startedUs } = build;
  const endedUs = completedUs ?? NEVER;
  if (wasReaped(build)) return { ...MISSED_START, end: 'reaped', createdUs, endedUs };
  const end = endedUs === NEVER ? 'unfinished' : jobStatus === 'succeeded' ? 'succeeded' : 'failed';
  // One that was canceled in the queue was taken by nobody.
  const started = build.workerId === null ? NEVER : (startedUs ?? NEVER);
  return {
    end,
    createdUs,
    startedUs: started,
    endedUs,
    usableUs: usableUs ?? (end === 'succeeded' ? endedUs : NEVER),
  };
}

/** The same starts, with times counted from the earliest creation among them. */
export function countedFromFirst(starts: readonly StormStart[]): readonly StormStart[] {
  const firstUs = starts.reduce((least, { createdUs }) => Math.min(least, createdUs), NEVER);
  if (firstUs === NEVER) return starts;
  return starts.map(({ createdUs, end, endedUs, startedUs, usableUs }) => ({
    end,
    createdUs: createdUs - firstUs,
    startedUs: startedUs - firstUs,
    endedUs: endedUs - firstUs,
    usableUs: usableUs - firstUs,
  }));
}

/** How many of the starts ended in each way. */
export function countEnds(starts: readonly StormStart[]): Readonly<Record<StartEnd, number>> {
  const counts = { succeeded: 0, failed: 0, reaped: 0, unfinished: 0, missed: 0 };
  for (const { end } of starts) counts[end]++;
  return counts;
}
