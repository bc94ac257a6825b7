import { readAssets } from '../../html/assets.js';
import { table } from '../../html/charts/figures.js';
import { type HtmlValue, html } from '../../html/html.js';
import { pageText } from '../../html/page.js';
import { foreign, type Section } from '../../html/sections/section.js';
import { thresholdTable } from '../../html/sections/thresholds.js';
import { minuteText } from '../../saved/describe-saved-run.js';
import type { ComparisonReport } from '../comparison-report.js';
import {
  comparisonHeadline,
  DIFFERENCE_HEADER,
  differenceCells,
  listed,
  MEASURE,
  methodLines,
  RUN_HEADER,
  runCells,
} from '../comparison-words.js';
import { latencyCurvesSection } from './latency-curves.js';

/**
 * A comparison as one page that needs nothing else: no network, no script. The same comparison gives the same text,
 * byte for byte.
 */
export function comparisonToHtml(report: ComparisonReport): string {
  const { style } = readAssets();
  const headline = comparisonHeadline(report);
  return pageText({
    title: `nineam: ${headline}`,
    name: 'comparison',
    header: html`<p class="origin">Start storms compared: ${report.sides.map(({ name, runs }, at) => html`${at === 0 ? null : ' against '}${name}, ${foreign(listed(runs.length === 1 ? runs.map(({ label }) => label) : runs.map(({ shortId }) => shortId)))}`)}</p>
<h1>${headline}</h1>
${report.warnings.map(
  (warning) => html`<p class="note">${foreign(warning)}</p>
`,
)}`,
    sections: sectionsOf(report),
    style,
    script: null,
    nineamVersion: report.nineamVersion,
  });
}

function sectionsOf(report: ComparisonReport): readonly Section[] {
  const curves = latencyCurvesSection(report);
  return [
    ...(report.regressions.length === 0
      ? []
      : [
          {
            id: 'max-regressions',
            title: 'How much slower B may be',
            content: thresholdTable('Limits and what was measured', 'At most', report.regressions),
          },
        ]),
    {
      id: 'differences',
      title: 'Differences',
      content: table(MEASURE, ['Percentile', ...DIFFERENCE_HEADER.slice(1)], differenceCells(report)),
    },
    ...(curves === null ? [] : [curves]),
    {
      id: 'runs',
      title: 'Runs',
      content: runTables(report),
    },
    {
      id: 'method',
      title: 'How it was computed',
      content: methodLines(report).map(
        (line) => html`<p>${foreign(line)}</p>
`,
      ),
    },
  ];
}

/** Figures, and below them where each run was: together they would be too wide for a page. */
function runTables({ sides }: ComparisonReport): HtmlValue {
  const rows = sides.flatMap(({ name, runs }) =>
    runs.map((run) => ({
      name: foreign(`${name}: ${run.shortId}`),
      began: minuteText(run.createdAt),
      cells: runCells(run),
    })),
  );
  return [
    table(
      'The runs of both sides',
      RUN_HEADER.slice(0, -1),
      rows.map(({ name, cells }) => [name, ...cells.slice(1, -1)]),
    ),
    table(
      'When and where they were',
      ['Run', 'Began', 'Where'],
      rows.map(({ name, began, cells }) => [name, foreign(began), foreign(cells.at(-1) ?? '')]),
      'words',
    ),
  ];
}
