import { duration, percent } from '../../../analysis/index.js';
import type { Prediction } from '../../../plan/index.js';
import { readAssets } from '../../html/assets.js';
import { table } from '../../html/charts/figures.js';
import { html, type Markup } from '../../html/html.js';
import { pageText } from '../../html/page.js';
import { foreign, type Section } from '../../html/sections/section.js';
import type { PlanReport } from '../plan-report.js';
import {
  FIT_HEADER,
  fitCells,
  PHASE_HEADER,
  phaseCells,
  staggerMinutes,
  sweepCells,
} from '../plan-tables.js';
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
} from '../plan-words.js';
import { bandChart } from './band-chart.js';
import { heatMap } from './heat-map.js';
import { kneeChart } from './knee-chart.js';

/**
 * A plan's answer as one page that needs nothing else: no network, no script. The same answer gives the same text, byte
 * for byte.
 */
export function planToHtml(report: PlanReport): string {
  const { style } = readAssets();
  const headline = planHeadline(report);
  return pageText({
    title: `nineam: ${headline}`,
    name: 'plan',
    header: html`<p class="origin">${KINDS[report.answer.kind]}: ${foreign(dueText(report.basis))}</p>
<h1>${foreign(headline)}</h1>
${report.basis.notes.map(
  (note) => html`<p class="note">${foreign(note)}</p>
`,
)}`,
    sections: [
      ...answerSections(report),
      inputSection(report),
      ...fitSections(report),
      methodSection(report),
    ],
    style,
    script: null,
    nineamVersion: report.nineamVersion,
  });
}

const KINDS: Readonly<Record<PlanReport['answer']['kind'], string>> = {
  predict: 'Prediction',
  capacity: 'Capacity',
  stagger: 'Stagger',
  knee: 'Cost against delay',
  sweep: 'Sweep',
  check: 'Prediction against what happened',
};

function answerSections({ answer }: PlanReport): readonly Section[] {
  switch (answer.kind) {
    case 'predict':
      return [...predictionSections(answer.prediction), boundSection(boundLines(answer.bounds))];
    case 'capacity': {
      const { answer: found, bounds, prediction } = answer;
      const rows = found.checked.map((one) => [
        String(one.provisioners),
        one.isEnough ? 'yes' : 'no',
        metText(one),
      ]);
      return [
        checkedSection('Numbers of provisioners', 'Provisioners', rows, found.reason),
        ...(prediction === null ? [] : predictionSections(prediction)),
        boundSection(boundLines(bounds)),
      ];
    }
    case 'stagger': {
      const { after, answer: found } = answer;
      const rows = found.checked.map((one) => [
        String(one.minutes),
        one.isEnough ? 'yes' : 'no',
        metText(one),
      ]);
      const minutes = staggerMinutes(answer).map(({ offset, workspaces }) => [
        `+${offset}`,
        String(workspaces),
      ]);
      return [
        checkedSection('Windows', 'Minutes', rows, found.reason),
        ...(minutes.length === 0
          ? []
          : [
              {
                id: 'proposed',
                title: 'Who starts when',
                content: table(
                  'Workspaces in each minute after their own',
                  ['Minute', 'Workspaces'],
                  minutes,
                ),
              },
            ]),
        ...(after === null ? [] : predictionSections(after)),
      ];
    }
    case 'knee': {
      const { answer: found, metric } = answer;
      const rows = found.points.map(({ delayMs, provisionerHours, provisioners, utilisation }, i) => [
        i === found.knee ? `${provisioners} (knee)` : String(provisioners),
        provisionerHours.toFixed(1),
        bandText(delayMs, msText),
        bandText(utilisation, percent),
      ]);
      const header = ['Provisioners', 'Provisioner-hours', metricName(metric), 'Busy'];
      const content = [kneeChart(answer), table('Cost against delay', header, rows)];
      return [{ id: 'knee', title: 'Cost against delay', content }];
    }
    case 'sweep': {
      const [header = [], ...rows] = sweepCells(answer);
      const content = [heatMap(answer), table(metricName(answer.metric), header, rows)];
      return [{ id: 'sweep', title: metricName(answer.metric), content }];
    }
    case 'check': {
      const what = 'completed, from the first creation on';
      const rows = answer.figures.map(({ error, figure, greatestUs, leastUs, predictedUs, recordedUs }) => [
        figure,
        ...[recordedUs, predictedUs, leastUs, greatestUs].map(duration),
        errorText(error),
      ]);
      const header = ['From the first creation', 'Happened', 'Predicted, mean', 'Least', 'Greatest', 'Error'];
      return [
        { id: 'errors', title: 'Errors', content: table('Figures of the storm', header, rows) },
        {
          id: 'curve',
          title: 'Curve',
          content: bandChart({ what, curve: answer.predicted, recordedMs: answer.recordedMs }),
        },
      ];
    }
    default:
      return answer satisfies never;
  }
}

function predictionSections({ mornings, replications }: Prediction): readonly Section[] {
  return mornings.map((morning, i) => {
    const what = 'usable, from the first scheduled minute on';
    return {
      id: `morning-${i + 1}`,
      title: mornings.length === 1 ? 'When everyone is ready' : `Morning of ${morningDate(morning)} (UTC)`,
      content: [
        bandChart({ what, curve: morning.curve, recordedMs: null }) ??
          html`<p>None of ${morning.due} ever becomes usable.</p>`,
        table('Latencies', PHASE_HEADER, phaseCells(morning)),
        list(outcomeLines(morning, replications)),
      ],
    };
  });
}

function checkedSection(
  title: string,
  name: string,
  rows: readonly (readonly string[])[],
  reason: string | null,
): Section {
  return {
    id: 'checked',
    title,
    content: [
      reason === null ? null : html`<p>${reason}.</p>`,
      table('How surely the targets hold', [name, 'Enough', 'The targets'], rows, 'words'),
    ],
  };
}

function boundSection(lines: readonly string[]): Section {
  return { id: 'bounds', title: 'Without simulation', content: list(lines) };
}

function inputSection({ basis }: PlanReport): Section {
  const rows = basis.inputs.map(({ name, origin, source, value }) => [
    name,
    foreign(value),
    origin,
    foreign(source),
  ]);
  return {
    id: 'inputs',
    title: 'What it was made from',
    content: table('Inputs of the plan', ['Input', 'Value', 'Origin', 'Source'], rows, 'words'),
  };
}

function fitSections({ basis: { fit } }: PlanReport): readonly Section[] {
  if (fit === null) return [];
  const content = [html`<p>${fitText(fit)}</p>`, table('Service times', FIT_HEADER, fitCells(fit))];
  return [{ id: 'fit', title: 'Service times against a lognormal', content }];
}

function methodSection(report: PlanReport): Section {
  const lines = report.answer.kind === 'check' ? [] : [BAND_MEANING];
  return { id: 'method', title: 'How it was computed', content: list([...lines, methodText(report.basis)]) };
}

function list(lines: readonly string[]): Markup {
  return html`<ul>${lines.map((line) => html`<li>${foreign(line)}</li>`)}</ul>`;
}
