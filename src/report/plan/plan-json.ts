import type { JudgedValue } from '../../plan/index.js';
import { layOutJson } from '../json/lay-out.js';
import { planHeadline } from './plan-headline.js';
import {
  bandToJson,
  boundsToJson,
  checkToJson,
  curveToJson,
  finite,
  fitToJson,
  type Json,
  milliseconds,
  morningsToJson,
  rounded,
} from './plan-json-parts.js';
import type { PlanAnswer, PlanReport, PlanTargets } from './plan-report.js';
import { metricName } from './plan-words.js';

/** Everything that a plan says, documented in docs/plan-json.md. Ends with a line end. */
export function planToJson(report: PlanReport, version: number): string {
  const { answer, basis, nineamVersion } = report;
  return layOutJson({
    format: 'plan',
    format_version: version,
    nineam_version: nineamVersion,
    question: answer.kind,
    headline: planHeadline(report),
    workspaces: basis.workspaces,
    due: basis.due,
    time_zone: basis.timeZone,
    is_any_day: basis.isAnyDay,
    provisioners: basis.provisioners,
    replications: basis.replications,
    seed: basis.seed,
    inputs: basis.inputs.map(({ name, value, origin, source }) => ({ name, value, origin, source })),
    fits: basis.fits.map(({ fit, template }) => ({ template, ...fitToJson(fit) })),
    notes: basis.notes,
    ...answerToJson(answer),
  });
}

function answerToJson(answer: PlanAnswer): Json {
  switch (answer.kind) {
    case 'predict':
      return {
        targets: answer.judged === null ? null : targetsToJson(answer.judged),
        met:
          answer.judged === null
            ? null
            : {
                ...checkToJson(answer.judged.outcome),
                is_enough: answer.judged.outcome.isEnough,
                missed: answer.judged.outcome.missed.map(({ measuredText, text }) => ({
                  target: text,
                  measured: measuredText,
                })),
              },
        bounds: boundsToJson(answer.bounds),
        mornings: morningsToJson(answer.prediction),
      };
    case 'capacity': {
      const { checked, isMonotone, provisioners, reason, tried } = answer.answer;
      return {
        targets: targetsToJson(answer),
        answer: {
          provisioners,
          reason,
          provisioner_hours: provisioners === null ? null : rounded(provisioners * answer.keptHours),
          kept_hours: rounded(answer.keptHours),
          is_monotone: isMonotone,
          tried,
        },
        checked: checked.map((one) => ({ provisioners: one.value, ...judgedToJson(one) })),
        bounds: boundsToJson(answer.bounds),
        mornings: answer.prediction === null ? null : morningsToJson(answer.prediction),
      };
    }
    case 'stagger': {
      const { checked, isMonotone, minutes, proposed, reason, tried, unmoved, untilMidnight } = answer.answer;
      return {
        targets: targetsToJson(answer),
        answer: {
          minutes,
          reason,
          most_minutes: answer.mostMinutes,
          is_monotone: isMonotone,
          tried,
          unmoved,
          until_midnight: untilMidnight,
        },
        checked: checked.map((one) => ({ minutes: one.value, ...judgedToJson(one) })),
        proposed: proposed.map(({ group, index, offsetMinutes, schedule }) => ({
          group,
          index,
          workspace: answer.names[group]?.[index] ?? null,
          template: answer.templates[group] ?? null,
          offset_minutes: offsetMinutes,
          schedule,
        })),
        before: morningsToJson(answer.before),
        mornings: answer.after === null ? null : morningsToJson(answer.after),
      };
    }
    case 'knee': {
      const { knee, points } = answer.answer;
      return {
        metric: metricName(answer.metric),
        kept_hours: rounded(answer.keptHours),
        knee: knee === null ? null : (points[knee]?.provisioners ?? null),
        points: points.map(({ delayMs, provisionerHours, provisioners, utilisation }, i) => ({
          provisioners,
          provisioner_hours: rounded(provisionerHours),
          delay_ms: bandToJson(delayMs),
          utilisation: bandToJson(utilisation),
          is_knee: i === knee,
        })),
      };
    }
    case 'sweep': {
      const { cells, columns, rows } = answer.sweep;
      return {
        metric: metricName(answer.metric),
        rows: { input: rows.input, values: rows.values },
        columns: { input: columns.input, values: columns.values },
        cells: rows.values.flatMap((row, i) =>
          columns.values.map((column, j) => {
            const morning = cells[i]?.[j];
            return {
              row,
              column,
              value_ms: bandToJson(
                morning?.latenciesMs[answer.metric.latency]?.[answer.metric.percentile] ?? null,
              ),
              drain_ms: bandToJson(morning?.drainMs ?? null),
              usable: bandToJson(morning?.usable ?? null),
              utilisation: bandToJson(morning?.utilisation ?? null),
            };
          }),
        ),
      };
    }
    case 'check':
      return {
        storm: answer.storm,
        max_error: answer.maxError,
        figures: answer.figures.map(({ error, figure, greatestUs, leastUs, predictedUs, recordedUs }) => ({
          figure,
          recorded_ms: milliseconds(recordedUs),
          predicted_ms: milliseconds(predictedUs),
          least_ms: milliseconds(leastUs),
          greatest_ms: milliseconds(greatestUs),
          error,
        })),
        ends: answer.ends.map(({ end, happened, predicted }) => ({
          end,
          happened,
          predicted: bandToJson(predicted),
        })),
        curve: { ...curveToJson(answer.predicted), recorded_ms: answer.recordedMs.map(finite) },
      };
    default:
      return answer satisfies never;
  }
}

function judgedToJson(one: JudgedValue): Json {
  return { is_enough: one.isEnough, held_in_search: one.heldInSearch, ...checkToJson(one) };
}

function targetsToJson({ confidence, targets }: PlanTargets): Json {
  return { texts: targets.map(({ text }) => text), confidence };
}
