import type { MorningPrediction, Prediction } from '../../plan/index.js';
import { counted } from '../../storm/index.js';
import type { CheckReportAnswer, PlanBasis, PlanReport } from './plan-report.js';
import {
  bandText,
  dueText,
  errorText,
  localTimeOfDay,
  metricName,
  metText,
  morningName,
  msText,
  percentOf,
  targetsText,
  wordList,
} from './plan-words.js';
import { worstMorning } from './worst-morning.js';

/** The whole answer in one sentence. */
export function planHeadline({ answer, basis }: PlanReport): string {
  switch (answer.kind) {
    case 'predict': {
      const { judged, prediction } = answer;
      const target =
        judged === null
          ? ''
          : ` ${targetsText(judged)}: ${judged.outcome.isEnough ? 'met' : 'NOT MET'} (${metText(judged.outcome)}).`;
      return `${dueText(basis)}, ${provisionersText(basis)}: ${worstText(prediction, basis)}.${target}`;
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

/** The morning on which it takes longest, where there are several. */
function worstText(prediction: Prediction, basis: PlanBasis): string {
  const worst = worstMorning(prediction);
  if (worst === null) return 'nobody is due';
  const { index, morning } = worst;
  const { length } = prediction.mornings;
  const when = length === 1 ? '' : `on ${morningName(morning, index, basis)}, the worst of ${length}, `;
  return `${when}${usableText(morning, basis)}`;
}

function usableText(morning: MorningPrediction, { timeZone }: PlanBasis): string {
  const { due, firstDueUs, lastDueUs, latenciesMs, usable } = morning;
  const band = latenciesMs.ready?.p95 ?? null;
  if (band === null || !Number.isFinite(band.median)) {
    return `fewer than 95 % become usable, ${bandText(usable, String)} of ${due}`;
  }
  const since = firstDueUs === lastDueUs ? localTimeOfDay(firstDueUs, timeZone) : 'their own minute';
  const varies = band.low === band.high ? '' : ` [${msText(band.low)}, ${msText(band.high)}]`;
  return `95 % are usable ${msText(band.median)} after ${since}${varies}`;
}

function checkText({ figures, maxError }: CheckReportAnswer): string {
  const worst = greatest(figures.map(({ error }) => error));
  const unknown = figures.filter(({ error }) => error === null).map(({ figure }) => figure);
  const isWithin = unknown.length === 0 && worst !== null && Math.abs(worst) <= (maxError ?? 0);
  return [
    worst === null ? [] : `the prediction is off by up to ${errorText(worst)}`,
    unknown.length === 0 ? [] : `no error can be told of ${wordList(unknown)}`,
    maxError === null ? [] : `${isWithin ? 'within' : 'NOT within'} ${percentOf(maxError)}`,
  ]
    .flat()
    .join(', ');
}

/** The one that is farthest from zero; `null` where there is none. */
function greatest(errors: readonly (number | null)[]): number | null {
  return errors.reduce(
    (worst, error) =>
      error !== null && (worst === null || Math.abs(error) > Math.abs(worst)) ? error : worst,
    null,
  );
}

function windowText(minutes: number | null, mostMinutes: number): string {
  if (minutes === null) return `no window of up to ${counted(mostMinutes, 'minute')} is enough`;
  return minutes === 1
    ? 'no window is needed, all may start in the same minute'
    : `a window of ${counted(minutes, 'minute')} is enough`;
}

function provisionersText({ provisioners }: PlanBasis): string {
  return provisioners === null ? 'provisioners as asked' : `provisioners ${provisioners}`;
}
