import { duration, percent } from '../../analysis/index.js';
import type { CheckedProvisioners, CheckedWindow, MorningPrediction } from '../../plan/index.js';
import { textTable } from '../text/text-table.js';
import { plainLine, wrapText } from '../words.js';
import { bandCurve } from './band-curve.js';
import type { PlanAnswer, PlanBasis, PlanReport } from './plan-report.js';
import { FIT_HEADER, fitCells, PHASE_HEADER, phaseCells, staggerMinutes, sweepCells } from './plan-tables.js';
import {
  BAND_MEANING,
  bandText,
  boundLines,
  dueText,
  errorText,
  fitText,
  methodText,
  metricName,
  metText,
  morningDate,
  msText,
  outcomeLines,
  planHeadline,
} from './plan-words.js';

const MAX_WIDTH = 100;

type Block = readonly string[];

/** A plan's answer for a terminal: headline first, then what it was made from. Ends with a line end. */
export function planToText(
  report: PlanReport,
  _version: number,
  { ascii }: { readonly ascii: boolean },
): string {
  return `${[
    wrapText(plainLine(planHeadline(report)), MAX_WIDTH),
    ...answerBlocks(report, ascii),
    inputBlock(report.basis),
    fitBlock(report.basis),
    report.basis.notes.flatMap((note) => wrapText(`note: ${plainLine(note)}`, MAX_WIDTH)),
    methodBlock(report),
  ]
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function answerBlocks({ answer, basis }: PlanReport, ascii: boolean): readonly Block[] {
  switch (answer.kind) {
    case 'predict':
      return [...predictionBlocks(answer.prediction, ascii), boundsBlock(answer.bounds)];
    case 'capacity':
      return capacityBlocks(answer, ascii);
    case 'stagger':
      return staggerBlocks(answer, ascii);
    case 'knee':
      return [kneeBlock(answer)];
    case 'sweep':
      return [textTable(sweepCells(answer))];
    case 'check':
      return checkBlocks(answer, basis, ascii);
    default:
      return answer satisfies never;
  }
}

function predictionBlocks(
  { mornings, replications }: Extract<PlanAnswer, { kind: 'predict' }>['prediction'],
  ascii: boolean,
): readonly Block[] {
  return mornings.flatMap((morning) => [
    ...(mornings.length === 1 ? [] : [[`Morning of ${morningDate(morning)} (UTC)`]]),
    curveBlock(morning, ascii),
    phaseBlock(morning),
    outcomeBlock(morning, replications),
  ]);
}

function curveBlock({ curve, due, firstDueUs, lastDueUs }: MorningPrediction, ascii: boolean): Block {
  const chart = bandCurve(curve, ascii);
  const since = firstDueUs === lastDueUs ? 'the scheduled minute' : 'the first scheduled minute';
  return chart.length === 0
    ? [`None of ${due} ever becomes usable.`]
    : [`Usable, of all ${due} due, from ${since} on`, ...chart];
}

function phaseBlock(morning: MorningPrediction): Block {
  return textTable([PHASE_HEADER, ...phaseCells(morning)]);
}

function outcomeBlock(morning: MorningPrediction, replications: number): Block {
  return outcomeLines(morning, replications).flatMap(wrapped);
}

function boundsBlock(bounds: Extract<PlanAnswer, { kind: 'predict' }>['bounds']): Block {
  return ['Without simulation', ...boundLines(bounds).flatMap((line) => wrapped(`  ${line}`))];
}

function capacityBlocks(answer: Extract<PlanAnswer, { kind: 'capacity' }>, ascii: boolean): readonly Block[] {
  const { answer: found, bounds, keptHours, prediction } = answer;
  const cost =
    found.provisioners === null
      ? []
      : [
          `cost: ${hours(found.provisioners * keptHours)} a morning, with the provisioners kept for ${hoursText(keptHours)}`,
        ];
  return [
    found.reason === null ? cost : wrapped(sentence(found.reason)),
    checkedBlock(
      'Provisioners',
      found.checked.map((one) => [one.provisioners, one]),
    ),
    monotoneBlock(found.isMonotone, 'provisioners'),
    ...(prediction === null ? [] : predictionBlocks(prediction, ascii)),
    boundsBlock(bounds),
  ];
}

function staggerBlocks(answer: Extract<PlanAnswer, { kind: 'stagger' }>, ascii: boolean): readonly Block[] {
  const { after, answer: found, before } = answer;
  const minutes = staggerMinutes(answer);
  return [
    found.reason === null ? [] : wrapped(sentence(found.reason)),
    checkedBlock(
      'Minutes',
      found.checked.map((one) => [one.minutes, one]),
    ),
    monotoneBlock(found.isMonotone, 'minutes'),
    minutes.length === 0
      ? []
      : [
          'Proposed: so many workspaces in each minute after their own (--output csv lists who)',
          ...textTable([
            ['Minute', 'Workspaces'],
            ...minutes.map(({ offset, workspaces }) => [`+${offset}`, String(workspaces)]),
          ]).map((line) => `  ${line}`),
        ],
    [
      `as planned: ${latencyLine(before.mornings[0])}`,
      ...(after === null ? [] : [`as proposed: ${latencyLine(after.mornings[0])}`]),
    ].flatMap(wrapped),
    ...(after === null ? [] : predictionBlocks(after, ascii)),
  ];
}

function latencyLine(morning: MorningPrediction | undefined): string {
  if (morning === undefined) return 'nobody is due';
  const { drainMs, latenciesMs } = morning;
  const queue = bandText(latenciesMs.queue?.p95 ?? null, msText);
  return `p95 of all due ${bandText(latenciesMs.ready?.p95 ?? null, msText)} from their own minute, p95 of the queue ${queue}, drained after ${bandText(drainMs, msText)}`;
}

function checkedBlock(
  name: string,
  rows: readonly (readonly [number, CheckedProvisioners | CheckedWindow])[],
): Block {
  return textTable([
    [name, 'enough', 'the targets'],
    ...rows.map(([value, one]) => [String(value), one.isEnough ? 'yes' : 'no', metText(one)]),
  ]);
}

function monotoneBlock(isMonotone: boolean, of: string): Block {
  return isMonotone
    ? []
    : wrapped(
        `Not monotone: fewer ${of} are enough as well, though a number between is not. Chance decides here; ask for more replications.`,
      );
}

function kneeBlock({ answer, metric }: Extract<PlanAnswer, { kind: 'knee' }>): Block {
  return textTable([
    ['Provisioners', 'provisioner-hours', metricName(metric), 'busy', ''],
    ...answer.points.map(({ delayMs, provisionerHours, provisioners, utilisation }, i) => [
      String(provisioners),
      provisionerHours.toFixed(1),
      bandText(delayMs, msText),
      bandText(utilisation, percent),
      i === answer.knee ? '<- knee' : '',
    ]),
  ]);
}

function checkBlocks(
  { figures, predicted, recordedMs }: Extract<PlanAnswer, { kind: 'check' }>,
  basis: PlanBasis,
  ascii: boolean,
): readonly Block[] {
  const tenths = predicted.shares.flatMap((share, i) =>
    Math.abs(share * 10 - Math.round(share * 10)) < 1e-9 ? [i] : [],
  );
  return [
    textTable([
      [
        'From the first creation',
        'happened',
        `predicted, mean of ${basis.replications}`,
        'least',
        'greatest',
        'error',
      ],
      ...figures.map(({ error, figure, greatestUs, leastUs, predictedUs, recordedUs }) => [
        figure,
        ...[recordedUs, predictedUs, leastUs, greatestUs].map(duration),
        errorText(error),
      ]),
    ]),
    [
      'Completed, of all builds of the storm, from the first creation on, as predicted',
      ...bandCurve(predicted, ascii),
    ],
    textTable([
      ['Share completed', 'happened after', 'predicted after'],
      ...tenths.map((i) => [
        percent(predicted.shares[i] ?? 0),
        msText(recordedMs[i] ?? Number.POSITIVE_INFINITY),
        bandText(
          {
            low: predicted.lowMs[i] ?? 0,
            median: predicted.medianMs[i] ?? 0,
            high: predicted.highMs[i] ?? 0,
          },
          msText,
        ),
      ]),
    ]),
  ];
}

function inputBlock(basis: PlanBasis): Block {
  return [
    `What it was made from: ${plainLine(dueText(basis))}`,
    ...basis.inputs.flatMap(({ name, origin, source, value }) =>
      wrapText(plainLine(`${name}: ${value} (${origin}: ${source})`), MAX_WIDTH - 4).map((line, i) =>
        i === 0 ? `  ${line}` : `    ${line}`,
      ),
    ),
  ];
}

function fitBlock({ fit }: PlanBasis): Block {
  return fit === null ? [] : [...wrapped(fitText(fit)), ...textTable([FIT_HEADER, ...fitCells(fit)])];
}

function methodBlock({ answer, basis }: PlanReport): Block {
  const bands = answer.kind === 'check' ? [] : [BAND_MEANING];
  return [...bands, plainLine(methodText(basis))].flatMap(wrapped);
}

function wrapped(line: string): readonly string[] {
  const indent = /^ */.exec(line)?.[0] ?? '';
  return wrapText(line.trimStart(), MAX_WIDTH - indent.length - 2).map((part, i) =>
    i === 0 ? `${indent}${part}` : `${indent}  ${part}`,
  );
}

function sentence(reason: string): string {
  return `${reason.slice(0, 1).toUpperCase()}${reason.slice(1)}.`;
}

function hours(value: number): string {
  return `${Number(value.toFixed(2))} provisioner-hours`;
}

function hoursText(value: number): string {
  return value === 1 ? '1 hour' : `${value} hours`;
}
