import type { ObservedBuild } from '../calibration/index.js';

/** When one start of a storm was created, started and completed: microseconds after the storm's first creation. */
export interface StartTimes {
  readonly createdUs: number;
  readonly startedUs: number;
  readonly completedUs: number;
}

/**
 * The autostarts of a storm that a provisioner brought to their end, counted from the first creation: what comes before
 * it is the phase of the executor's tick, which is the moment at which the server came up.
 */
export function startTimes(builds: readonly ObservedBuild[]): readonly StartTimes[] {
  const autostarts = builds.filter(
    ({ reason, transition }) => reason === 'autostart' && transition === 'start',
  );
  return countedFromFirst(
    autostarts.flatMap(({ createdUs, startedUs, completedUs, workerId }) =>
      startedUs === null || completedUs === null || workerId === null
        ? []
        : [{ createdUs, startedUs, completedUs }],
    ),
  );
}

/** The same times, counted from the earliest creation among them. */
export function countedFromFirst(starts: readonly StartTimes[]): readonly StartTimes[] {
  const firstUs = starts.reduce(
    (least, { createdUs }) => Math.min(least, createdUs),
    Number.POSITIVE_INFINITY,
  );
  return starts.map(({ createdUs, startedUs, completedUs }) => ({
    createdUs: createdUs - firstUs,
    startedUs: startedUs - firstUs,
    completedUs: completedUs - firstUs,
  }));
}
