import { count } from '../../analysis/index.js';
import { type StormModelParameters, stormModelParameters } from '../../model/index.js';
import type { Distribution } from '../../stats/index.js';
import { ConfigError } from '../../storm/index.js';
import {
  creationTime,
  failedStartTime,
  failureRates,
  type ReportedTimes,
  serviceTimes,
} from './build-estimates.js';
import { CalibratedFields } from './calibrated-fields.js';
import { calibratedTemplates } from './calibrated-templates.js';
import type { Calibration } from './calibration.js';
import { calibrationCaveats } from './caveats.js';
import { contradictions } from './contradictions.js';
import { gapEstimates } from './gap-estimates.js';
import type { ObservedBuild } from './observed-build.js';
import { type ObservedJob, provisionerGaps } from './provisioner-gaps.js';
import { lognormalFit, serviceDrift } from './service-fit.js';
import { type ServiceSample, serviceSample, serviceTimesUs, timedStarts } from './service-sample.js';

/** What happened, from wherever it was read. */
export interface BuildHistory {
  /** Each at most once, in any order. */
  readonly builds: readonly ObservedBuild[];
  /**
   * Every job of the provisioners in some span of time, of whatever kind; `null` where only some are known, as then
   * nothing can be said of the time between two of them.
   */
  readonly jobs: readonly ObservedJob[] | null;
  /**
   * When the autostarts of that time were created, in microseconds since the epoch; `null` where only some are known, as
   * the executor would seem slower than it is.
   */
  readonly creations: readonly number[] | null;
  /** What they are, in words, where not all are known to be autostarts. */
  readonly creationsAre?: string;
  /**
   * Those of the builds that tell how often builds fail, where the others were chosen by how they ended; default: all.
   */
  readonly ratesFrom?: readonly ObservedBuild[];
  /** Used where there are no start builds; empty where a server was not asked. */
  readonly reported?: readonly ReportedTimes[];
}

/** What records cannot say. */
export interface CalibrationOptions {
  /** Server processes that made the autostarts, from 1; default 1. */
  readonly replicas?: number;
}

/** Contradictions that are told one by one. */
const TOLD = 5;
const NONE: Distribution = { kind: 'constant', value: 0 };

/**
 * Estimates the model's parameters from builds that happened.
 *
 * | parameter | estimate |
 * |---|---|
 * | service time | the observed times from job started to job ended, each as likely as the others; of starts that succeeded |
 * | service time of a failed start | the same of those that failed, where there are any |
 * | completion | 0: it is part of those times, and records cannot tell it apart |
 * | failure rate | failed over ended by themselves; reaped and canceled jobs are no failures of a build |
 * | creation | what gives the observed rate while the executor was at work, by Little's law |
 * | hand-off, pick-up, early starts | from what each provisioner did before a job, where all its jobs are known |
 * | agents | completed to connected, connected to started, started to ready |
 *
 * Everything else keeps its default, as does what fewer than ten observations tell of; a service time of starts counts
 * from the first.
 *
 * @throws ConfigError for a history without any start build that ended, and for one that contradicts itself.
 */
export function calibrate(history: BuildHistory, options: CalibrationOptions = {}): Calibration {
  const { builds, reported = [] } = history;
  refuseContradictions(builds);
  const sample = serviceSample(builds);
  const hasBuilds = sample.builds.length > 0;
  if (!hasBuilds && reported.every(({ times }) => times.start === null)) throw emptyHistory(builds, sample);
  const defaults = stormModelParameters({ seed: 'defaults', startUs: 0 });
  const inputs = { builds, sample, reported, defaults };
  const fields = new CalibratedFields();
  const serviceTime = serviceTimes(inputs, fields);
  const failedStart = failedStartTime(inputs, fields);
  const completion = fields.add('completion', NONE, {
    kind: 'assumed',
    why: 'part of the service times, from which records cannot tell it apart',
  });
  const failureRate = failureRates({ ...inputs, builds: history.ratesFrom ?? builds }, fields);
  const { creation, perSecond } = creationTime(inputs, history, options.replicas ?? 1, fields);
  const gaps = history.jobs === null ? null : provisionerGaps(history.jobs);
  const gapParameters = gapEstimates(gaps, defaults, fields);
  const { agents, calibrations, templates } = calibratedTemplates(builds, sample, serviceTime, fields);
  const parameters: Partial<StormModelParameters> = {
    serviceTime,
    failedStartTime: failedStart,
    completion,
    failureRate,
    creation,
    ...gapParameters,
    ...(templates === null ? {} : { templates }),
  };
  const drift = serviceDrift(timedStarts(sample));
  return {
    parameters,
    fields: fields.all,
    templates: calibrations,
    basis: hasBuilds ? sample.basis : 'build_time_stats',
    builds: sample.builds.length,
    span: spanOf(builds),
    keptOut: sample.keptOut,
    provisioners: gaps?.provisioners ?? null,
    lognormalFit: hasBuilds ? lognormalFit(serviceTimesUs(timedStarts(sample))) : null,
    drift,
    caveats: calibrationCaveats({ sample, agents, drift, perSecond, reported: !hasBuilds }),
  };
}

function refuseContradictions(builds: readonly ObservedBuild[]): void {
  const found = contradictions(builds);
  if (found.length === 0) return;
  const more = found.length > TOLD ? [`and ${found.length - TOLD} more`] : [];
  throw new ConfigError([
    ...found.slice(0, TOLD),
    ...more,
    'a history that contradicts itself calibrates nothing: give records of one deployment, each once',
  ]);
}

function emptyHistory(builds: readonly ObservedBuild[], { keptOut }: ServiceSample): ConfigError {
  if (builds.length === 0) return new ConfigError(['there are no builds in this history']);
  const starts = builds.filter(({ transition }) => transition === 'start').length;
  if (starts === 0) {
    return new ConfigError([`none of the ${count(builds.length, 'build')} of this history is a start`]);
  }
  const why = [
    [keptOut.reaped, 'given up by the server while they waited'],
    [keptOut.canceled, 'canceled'],
    [keptOut.unfinished, 'not known to have ended'],
    [keptOut.negativeQueueWaits, 'recorded as started before they were created'],
  ] as const;
  const counted = why.flatMap(([n, what]) => (n === 0 ? [] : [`${n} ${what}`]));
  return new ConfigError([
    `none of the ${count(starts, 'start build')} of this history says how long one takes: ${counted.join(', ')}`,
  ]);
}

function spanOf(builds: readonly ObservedBuild[]): Calibration['span'] {
  if (builds.length === 0) return null;
  let [fromUs, untilUs] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { createdUs } of builds) {
    fromUs = Math.min(fromUs, createdUs);
    untilUs = Math.max(untilUs, createdUs);
  }
  return { fromUs, untilUs };
}
