import { count } from '../../analysis/index.js';
import type { StormModelParameters } from '../../model/index.js';
import type { Distribution } from '../../stats/index.js';
import type { Transition } from '../../storm/index.js';
import { empirical } from './agent-sample.js';
import { type CalibratedFields, defaultBecause, ENOUGH, measured, tooFew } from './calibrated-fields.js';
import { creationFit } from './creation-fit.js';
import { type ObservedBuild, wasReaped } from './observed-build.js';
import { type ServiceSample, serviceTimesUs } from './service-sample.js';

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

/** Service times of starts from the sample; of the others from all builds that ended. */
export function serviceTimes(
  { builds, defaults, reported, sample }: EstimateInputs,
  fields: CalibratedFields,
): StormModelParameters['serviceTime'] {
  const startsAre =
    sample.basis === 'autostart'
      ? 'autostart builds that ended'
      : 'start builds that ended, none an autostart';
  const time = (transition: Transition): Distribution => {
    const isStart = transition === 'start';
    const us = serviceTimesUs(
      isStart ? sample.builds : builds.filter((build) => build.transition === transition),
    );
    const name = `serviceTime.${transition}` as const;
    if (us.length >= (isStart ? 1 : ENOUGH)) {
      const how = isStart ? startsAre : `${transition} builds that ended`;
      return fields.add(name, empirical(us), measured(us.length, how));
    }
    const longest = longestReported(transition, reported);
    if (longest === null) {
      return fields.add(name, defaults.serviceTime[transition], tooFew(us.length, `${transition} build`));
    }
    return fields.add(name, longest.time, {
      kind: 'reported',
      how: `the server’s own build times of template ${longest.template}`,
    });
  };
  return { start: time('start'), stop: time('stop'), delete: time('delete') };
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

/** Failed over ended by themselves: reaped and canceled jobs are no failures of a build. */
export function failureRates(
  { builds, defaults, sample }: EstimateInputs,
  fields: CalibratedFields,
): StormModelParameters['failureRate'] {
  const rate = (transition: Transition): number => {
    const ended = (transition === 'start' ? sample.builds : builds).filter(
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
        tooFew(ended.length, `${transition} build`),
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
  creations: readonly number[] | null,
  replicas: number,
  fields: CalibratedFields,
): { readonly creation: Distribution; readonly perSecond: number | null } {
  const slots = replicas * defaults.executorConcurrency;
  const fit = creationFit(creations ?? [], slots, defaults.creation);
  if (fit === null) {
    const why = defaultBecause(
      creations === null
        ? 'not all autostarts are known'
        : `the executor never created ${5 * slots} autostarts in one go`,
    );
    return { creation: fields.add('creation', defaults.creation, why), perSecond: null };
  }
  const how =
    `autostarts, created at ${fit.perSecond.toFixed(1)} a second by ${count(slots, 'slot')} of ` +
    `${count(replicas, 'replica')}; the shape of single ones is the default’s`;
  return { creation: fields.add('creation', fit.creation, measured(fit.n, how)), perSecond: fit.perSecond };
}
