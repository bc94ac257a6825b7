import { count } from '../../analysis/index.js';
import type { StormModelParameters } from '../../model/index.js';
import type { Distribution } from '../../stats/index.js';
import type { Transition } from '../../storm/index.js';
import { empirical } from './agent-sample.js';
import { type CalibratedFields, defaultBecause, ENOUGH, measured, tooFew } from './calibrated-fields.js';
import { creationFit } from './creation-fit.js';
import { type ObservedBuild, wasReaped } from './observed-build.js';
import { type ServiceSample, serviceSample, serviceTimesUs, timedStarts } from './service-sample.js';

/** How long builds of a template took lately, as a server says itself; microseconds. */
export interface ReportedTimes {
  readonly template: string;
  readonly times: Readonly<Record<Transition, { readonly p50Us: number; readonly p95Us: number } | null>>;
}

/** What the estimates of a parameter go by. */
export interface EstimateInputs {
  readonly builds: readonly ObservedBuild[];
  readonly sample: ServiceSample;
  readonly reported: readonly ReportedTimes[];
  readonly defaults: StormModelParameters;
}

/** When starts by schedule were created, as a history has them. */
interface Creations {
  readonly creations: readonly number[] | null;
  readonly creationsAre?: string;
}

/**
 * Service times of starts from those of the sample that succeeded, where any did; of the others from all builds that
 * ended.
 */
export function serviceTimes(
  { builds, defaults, reported, sample }: EstimateInputs,
  fields: CalibratedFields,
): StormModelParameters['serviceTime'] {
  const time = (transition: Transition): Distribution => {
    const isStart = transition === 'start';
    const us = serviceTimesUs(
      isStart ? timedStarts(sample) : builds.filter((build) => build.transition === transition),
    );
    const name = `serviceTime.${transition}` as const;
    if (us.length >= (isStart ? 1 : ENOUGH)) {
      const how = isStart ? startsAre(sample) : `${transition} builds that ended`;
      return fields.add(name, empirical(us), measured(us.length, how));
    }
    const longest = longestReported(transition, reported);
    if (longest === null) {
      return fields.add(
        name,
        defaults.serviceTime[transition],
        tooFew(us.length, { noun: `${transition} build` }),
      );
    }
    return fields.add(name, longest.time, {
      kind: 'reported',
      how: `the server’s own build times of template ${longest.template}`,
    });
  };
  return { start: time('start'), stop: time('stop'), delete: time('delete') };
}

/** Which starts were taken, and which were left. */
export function startsAre(sample: ServiceSample): string {
  const { autostarts, basis, builds, keptOut } = sample;
  const failed = builds.length - timedStarts(sample).length;
  const ended = failed === 0 ? 'ended' : 'succeeded';
  const apart = failed === 0 ? '' : `; ${failed} that failed are a time of their own`;
  if (basis === 'other_starts') {
    const some =
      autostarts === 0 ? 'none of them an autostart' : `autostarts among all starts: ${autostarts}`;
    return `start builds that ${ended}, ${some}${apart}`;
  }
  const { otherStarts } = keptOut;
  const left = otherStarts === 0 ? '' : `; ${count(otherStarts, 'other start')} left out`;
  return `autostart builds that ${ended}${apart}${left}`;
}

/** Of several templates the one whose builds take longest: the cautious choice. */
function longestReported(
  transition: Transition,
  reported: readonly ReportedTimes[],
): { readonly template: string; readonly time: Distribution } | null {
  const [longest] = reported
    .flatMap(({ template, times }) => {
      const time = times[transition];
      return time === null || time.p50Us <= 0 ? [] : [{ template, ...time }];
    })
    .sort((a, b) => b.p50Us - a.p50Us);
  if (longest === undefined) return null;
  const { p50Us, p95Us, template } = longest;
  return { template, time: { kind: 'lognormal', p50: p50Us, p95: Math.max(p50Us, p95Us) } };
}

/** What starts that fail take: often a limit of their own, which is no time of a start that succeeds. */
export function failedStartTime(
  { sample }: EstimateInputs,
  fields: CalibratedFields,
): StormModelParameters['failedStartTime'] {
  const us = serviceTimesUs(sample.builds.filter(({ jobStatus }) => jobStatus === 'failed'));
  if (us.length > 0) {
    return fields.add('failedStartTime', empirical(us), measured(us.length, 'start builds that failed'));
  }
  const why = sample.builds.length === 0 ? 'no start build was seen' : 'no failed start was seen';
  fields.all.push({ name: 'failedStartTime', value: 'as of others', provenance: { kind: 'assumed', why } });
  return null;
}

/** Failed over ended by themselves: reaped and canceled jobs are no failures of a build. */
export function failureRates(
  { builds, defaults }: Pick<EstimateInputs, 'builds' | 'defaults'>,
  fields: CalibratedFields,
): StormModelParameters['failureRate'] {
  const rate = (transition: Transition): number => {
    const ended = (transition === 'start' ? serviceSample(builds).builds : builds).filter(
      (build) =>
        build.transition === transition &&
        (build.jobStatus === 'succeeded' || build.jobStatus === 'failed') &&
        !wasReaped(build),
    );
    const name = `failureRate.${transition}` as const;
    if (ended.length < ENOUGH) {
      return fields.addRate(
        name,
        defaults.failureRate[transition],
        tooFew(ended.length, { noun: `${transition} build` }),
      );
    }
    const failed = ended.filter(({ jobStatus }) => jobStatus === 'failed').length;
    const how = `of which ${failed} failed, those given up or canceled not counted`;
    return fields.addRate(
      name,
      failed / ended.length,
      measured(ended.length, `${transition} builds, ${how}`),
    );
  };
  return { start: rate('start'), stop: rate('stop'), delete: rate('delete') };
}

/**
 * The executor's transaction time; `perSecond` is `null` where its throughput was not seen.
 * @param creations - `null`: not all autostarts are known.
 */
export function creationTime(
  { defaults }: EstimateInputs,
  { creations, creationsAre = 'autostarts' }: Creations,
  replicas: number,
  fields: CalibratedFields,
): { readonly creation: Distribution; readonly perSecond: number | null } {
  const slots = defaults.executorConcurrency;
  const fit = creationFit(creations ?? [], { replicas, slots }, defaults.creation);
  if (fit === null) {
    const why = defaultBecause(
      creations === null
        ? 'not all autostarts are known'
        : `the executor never created ${5 * slots} autostarts in one go`,
    );
    return { creation: fields.add('creation', defaults.creation, why), perSecond: null };
  }
  const until = replicas === 1 ? '' : `, until another of ${count(replicas, 'replica')} joined it`;
  const how =
    `${creationsAre}, created at ${fit.perSecond.toFixed(1)} a second by ${count(slots, 'slot')} of one executor` +
    `${until}; the shape of single ones is the default’s`;
  return { creation: fields.add('creation', fit.creation, measured(fit.n, how)), perSecond: fit.perSecond };
}
