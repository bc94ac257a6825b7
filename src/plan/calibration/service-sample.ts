import { ENOUGH } from './calibrated-fields.js';
import type { CalibrationBasis, KeptOut } from './calibration.js';
import { type ObservedBuild, wasReaped } from './observed-build.js';

/** Start builds that say how long a start takes. */
export interface ServiceSample {
  readonly basis: Exclude<CalibrationBasis, 'build_time_stats'>;
  /** Taken and ended, whether they succeeded or not, in order of their starts. */
  readonly builds: readonly ObservedBuild[];
  /** How many of them are autostarts. */
  readonly autostarts: number;
  readonly keptOut: KeptOut;
}

/**
 * The start builds whose times count: autostarts where there are ten or nothing else, since they meet the server as a
 * morning does; else all starts.
 *
 * | build | |
 * |---|---|
 * | succeeded or failed, taken by a provisioner | counts |
 * | given up by the server while it waited (reaped) | kept out: its start is no start |
 * | started before it was created | kept out: its time is not exact, as in reports |
 * | canceled, or on its way there | kept out: it was cut short |
 * | not ended, or of a state that we do not know | kept out: it took longer than is known |
 */
export function serviceSample(builds: readonly ObservedBuild[]): ServiceSample {
  const starts = builds.filter(({ transition }) => transition === 'start');
  const autostarts = starts.filter(({ reason }) => reason === 'autostart');
  const seen = autostarts.filter(counts).length;
  const isEnough = seen >= ENOUGH || (seen > 0 && seen === starts.filter(counts).length);
  const basis = isEnough ? 'autostart' : 'other_starts';
  const considered = basis === 'autostart' ? autostarts : starts;
  const reaped = considered.filter(wasReaped);
  const canceled = considered.filter(isCut);
  const rest = considered.filter((build) => !wasReaped(build) && !isCut(build));
  const ended = rest.filter(isEnded);
  return {
    basis,
    builds: ended.filter(counts).sort((a, b) => (a.startedUs ?? 0) - (b.startedUs ?? 0)),
    autostarts: seen,
    keptOut: {
      reaped: reaped.length,
      negativeQueueWaits: ended.filter((build) => !counts(build)).length,
      canceled: canceled.length,
      unfinished: rest.length - ended.length,
      otherStarts: starts.length - considered.length,
    },
  };
}

/**
 * Those of a sample whose times are those of starts: which succeeded, as only they make anybody ready; where none did,
 * those that failed are all there is.
 */
export function timedStarts({ builds }: ServiceSample): readonly ObservedBuild[] {
  const succeeded = builds.filter(({ jobStatus }) => jobStatus === 'succeeded');
  return succeeded.length > 0 ? succeeded : builds;
}

/** Start to end of a job, in microseconds. */
export function serviceUs({ startedUs, completedUs }: ObservedBuild): number {
  return (completedUs ?? 0) - (startedUs ?? 0);
}

/** Times that count of the builds of a kind, ascending, in microseconds. */
export function serviceTimesUs(builds: readonly ObservedBuild[]): readonly number[] {
  return builds
    .filter(counts)
    .map(serviceUs)
    .sort((a, b) => a - b);
}

/** Whether a provisioner took the job and brought it to its own end. */
function isEnded({ jobStatus, startedUs, completedUs }: ObservedBuild): boolean {
  return (jobStatus === 'succeeded' || jobStatus === 'failed') && startedUs !== null && completedUs !== null;
}

function isCut({ jobStatus }: ObservedBuild): boolean {
  return jobStatus === 'canceled' || jobStatus === 'canceling';
}

function counts(build: ObservedBuild): boolean {
  return isEnded(build) && !wasReaped(build) && (build.startedUs ?? 0) >= build.createdUs;
}
