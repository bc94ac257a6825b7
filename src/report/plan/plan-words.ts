import { count, duration, percent } from '../../analysis/index.js';
import type { Band, ClosedForms, DistributionFit, MorningPrediction, Risk } from '../../plan/index.js';
import { counted } from '../../storm/index.js';
import { formatInstantUs } from '../../time/index.js';

import type { PlanBasis, PlanMetric, PlanReport } from './plan-report.js';

/** What a band is, as every format says it. */
export const BAND_MEANING =
  'Each figure is the median of all simulated mornings; with it, in brackets or as "5 % to 95 %", how it varies: the 5th and the 95th percentile of them.';

/** How the latencies of a prediction are called. */
export const LATENCY_WORDS = {
  ready: 'usable, of all due',
  ready_after_first: 'usable after the first creation',
  ready_worst: 'the same with the worst tick',
  tick_delay: 'tick delay',
  creation_spread: 'creation spread',
  trigger: 'trigger',
  queue: 'queue',
  build: 'build',
  agent: 'agent',
  startup: 'startup',
} as const satisfies Readonly<Record<keyof MorningPrediction['latenciesMs'], string>>;

/** A time of milliseconds for people; `not reached` for Infinity. */
export function msText(ms: number): string {
  return Number.isFinite(ms) ? duration(ms * 1000) : 'not reached';
}

/** `5m2.1s [4m58s, 5m9s]`; alone where there is nothing between. */
export function bandText(band: Band | null, text: (value: number) => string): string {
  if (band === null) return 'none';
  const [low, median, high] = [text(band.low), text(band.median), text(band.high)];
  return low === median && median === high ? median : `${median} [${low}, ${high}]`;
}

/** A predicted latency with its band: `ready_after_first_p95 4m2s [3m58s, 4m6s]`. */
export function predictedLatencyText(metric: PlanMetric, band: Band): string {
  return `${metricName(metric)} ${bandText(band, msText)}`;
}

/** The same with what was measured: `… was 4m10s, the prediction is off by −3.2 %, outside its band`. */
export function predictionErrorText(metric: PlanMetric, band: Band, measuredMs: number): string {
  const isInside = measuredMs >= band.low && measuredMs <= band.high;
  const isKnown = Number.isFinite(measuredMs) && Number.isFinite(band.median) && measuredMs > 0;
  const error = isKnown ? `, the prediction is off by ${errorText(band.median / measuredMs - 1)}` : '';
  return `${predictedLatencyText(metric, band)} was predicted; it was ${msText(measuredMs)}${error}, ${isInside ? 'inside' : 'outside'} the band`;
}

/** `ready_worst_p95`, as thresholds spell it. */
export function metricName({ latency, percentile }: PlanMetric): string {
  return `${latency}_${percentile}`;
}

/** `in 3 of 100 mornings (3 %, 95 % interval 1 % to 9 %), to up to 12 workspaces`. */
function riskText({ chance, lower, replications, upper, workspaces }: Risk, of: number): string {
  if (replications === 0) return `in none of ${of} mornings (95 % interval up to ${percent(upper)})`;
  const whom = count(workspaces.high, 'workspace');
  return (
    `in ${replications} of ${of} mornings (${percent(chance)}, 95 % interval ${percent(lower)} to ${percent(upper)}); ` +
    `${count(workspaces.median, 'workspace')} of a median morning, ${whom} of a bad one`
  );
}

/** The whole answer in one sentence. */
export function planHeadline({ answer, basis }: PlanReport): string {
  switch (answer.kind) {
    case 'predict': {
      const { judged, prediction } = answer;
      const [morning] = prediction.mornings;
      const p95 = bandText(morning?.latenciesMs.ready?.p95 ?? null, msText);
      const target =
        judged === null
          ? ''
          : ` ${targetsText(judged)}: ${judged.outcome.isEnough ? 'met' : 'NOT MET'} (${metText(judged.outcome)}).`;
      return `${dueText(basis)}, ${provisionersText(basis)}: p95 of all due ${p95}${prediction.mornings.length > 1 ? ' on the first morning' : ''}.${target}`;
    }
    case 'capacity': {
      const { provisioners } = answer.answer;
      const whole = answer.provisionersText === null ? '' : ` (${answer.provisionersText})`;
      const found =
        provisioners === null
          ? 'no number of provisioners is enough'
          : `${counted(provisioners, 'provisioner')}${whole}`;
      return `${dueText(basis)}, ${targetsText(answer)}: ${found}.`;
    }
    case 'stagger': {
      const { minutes } = answer.answer;
      return `${dueText(basis)}, ${provisionersText(basis)}, ${targetsText(answer)}: ${windowText(minutes, answer.mostMinutes)}.`;
    }
    case 'knee': {
      const { knee, points } = answer.answer;
      const point = knee === null ? undefined : points[knee];
      const found =
        point === undefined
          ? 'the curve has no knee'
          : `the knee is at ${counted(point.provisioners, 'provisioner')}, ${metricName(answer.metric)} ${bandText(point.delayMs, msText)}`;
      return `${dueText(basis)}: ${found}.`;
    }
    case 'sweep': {
      const { columns, rows } = answer.sweep;
      return `${dueText(basis)}: ${metricName(answer.metric)} by ${rows.input} and ${columns.input}.`;
    }
    case 'check':
      return `${answer.storm}: ${checkText(answer)}.`;
    default:
      return answer satisfies never;
  }
}

function checkText({ figures, maxError }: Extract<PlanReport['answer'], { kind: 'check' }>): string {
  const worst = greatest(figures.map(({ error }) => error));
  if (worst === null) return 'nothing to compare';
  const verdict =
    maxError === null
      ? ''
      : `, ${Math.abs(worst) <= maxError ? 'within' : 'NOT within'} ${percentOf(maxError)}`;
  return `the prediction is off by up to ${errorText(worst)}${verdict}`;
}

/** The one that is farthest from zero; `null` where there is none. */
export function greatest(errors: readonly (number | null)[]): number | null {
  return errors.reduce(
    (worst, error) =>
      error !== null && (worst === null || Math.abs(error) > Math.abs(worst)) ? error : worst,
    null,
  );
}

/** `+3.2 %`. */
export function errorText(error: number | null): string {
  if (error === null) return 'none';
  return `${error < 0 ? '−' : '+'}${(Math.abs(error) * 100).toFixed(1)} %`;
}

function percentOf(share: number): string {
  return `${Number((share * 100).toFixed(3))} %`;
}

function windowText(minutes: number | null, mostMinutes: number): string {
  if (minutes === null) return `no window of up to ${mostMinutes} minutes is enough`;
  return minutes === 1
    ? 'no window is needed, all may start in the same minute'
    : `a window of ${minutes} minutes is enough`;
}

/** `ready_worst_p95<5m in 95 % of mornings`. */
export function targetsText({
  confidence,
  targets,
}: {
  readonly confidence: number;
  readonly targets: readonly { readonly text: string }[];
}): string {
  return `${targets.map(({ text }) => text).join(' and ')} in ${percentOf(confidence)} of mornings`;
}

/** `held in 97 of 100, 95 % interval 91 % to 99 %`. */
export function metText({
  lower,
  met,
  replications,
  upper,
}: {
  readonly lower: number;
  readonly met: number;
  readonly replications: number;
  readonly upper: number;
}): string {
  return `held in ${met} of ${replications}, 95 % interval ${percent(lower)} to ${percent(upper)}`;
}

/** `3000 workspaces due at 09:00 of any day (UTC)`. */
export function dueText({ due, workspaces }: PlanBasis): string {
  return `${counted(workspaces, 'workspace')} due ${due}`;
}

function provisionersText({ provisioners }: PlanBasis): string {
  return provisioners === null ? 'provisioners as asked' : `provisioners ${provisioners}`;
}

/** Closed forms, a line each. */
export function boundLines({
  backgroundWaitUs,
  batchDrainUs,
  creationUs,
  workUs,
}: ClosedForms): readonly string[] {
  return [
    workUs === null
      ? 'work over capacity: without provisioners there is no end'
      : `work over capacity: these jobs keep all provisioners busy for ${duration(workUs)} on average; no order of them ends sooner`,
    `creation: from the first build to the last ${duration(creationUs)} on average, at the pace of the executors`,
    ...(batchDrainUs === null
      ? []
      : [
          `batches: if every job took the mean time and all were created at once, the last would end after ${duration(batchDrainUs)}`,
        ]),
    ...(backgroundWaitUs === null
      ? []
      : [
          `background: while nobody is due, its jobs wait ${duration(backgroundWaitUs)} on average (Lee and Longton)`,
        ]),
  ];
}

/** What becomes of everyone on a morning, a line each. */
export function outcomeLines(morning: MorningPrediction, replications: number): readonly string[] {
  const { drainMs, due, failed, lostForNextMorning, missed, reaped, timedOut, usable, utilisation } = morning;
  const counts = (band: MorningPrediction['usable']) => bandText(band, String);
  return [
    `usable: ${counts(usable)} of ${due}; failed ${counts(failed)}, missed ${counts(missed)}, timed out ${counts(timedOut)}`,
    `drained: the last build of the morning ends ${bandText(drainMs, msText)} after the first due minute`,
    `provisioners busy: ${bandText(utilisation, percent)} of their time from the first creation to the last end`,
    `jobs given up by the server because they waited too long: ${riskText(reaped, replications)}`,
    `workspaces not started on the next morning because this start, or the stop after it, did not succeed: ${riskText(lostForNextMorning, replications)}`,
  ];
}

/** How well the lognormal fits, and what is drawn from. */
export function fitText({ critical, distance, n }: DistributionFit): string {
  return (
    `The ${n} observed service times against the lognormal of their own p50 and p95: the greatest difference of shares is ` +
    `${distance.toFixed(3)}; by chance alone it stays below ${critical.toFixed(3)} in 95 of 100 cases. The plan draws from ` +
    'the observed times.'
  );
}

/** How it was computed. */
export function methodText({ replications, seed }: PlanBasis): string {
  return `Simulated ${count(replications, 'morning')} from the seed "${seed}"; the same inputs give the same figures. How, and how far off: docs/model.md.`;
}

/** The day of a morning, where there are several. */
export function morningDate({ firstDueUs }: MorningPrediction): string {
  return formatInstantUs(firstDueUs).slice(0, 10);
}
