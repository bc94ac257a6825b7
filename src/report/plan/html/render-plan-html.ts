import { readAssets } from '../../html/assets.js';
import { table } from '../../html/charts/figures.js';
import { type HtmlValue, html } from '../../html/html.js';
import { pageText } from '../../html/page.js';
import { foreign } from '../../html/sections/section.js';
import { planHeadline } from '../plan-headline.js';
import type { PlanReport } from '../plan-report.js';
import { dueText } from '../plan-words.js';
import type { PlanPart } from '../sections/plan-section.js';
import { planSections } from '../sections/plan-sections.js';
import { sweepShades } from '../sweep-shades.js';
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
`,
    sections: planSections(report).map(({ id, parts, title }) => ({
      id,
      title: foreign(title),
      content: parts.map(partMarkup),
    })),
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

function partMarkup(part: PlanPart): HtmlValue {
  switch (part.kind) {
    case 'paragraph':
      return html`<p>${foreign(part.text)}</p>
`;
    case 'list':
      return html`<ul class="sentences">${part.lines.map((line) => html`<li>${foreign(line)}</li>`)}</ul>
`;
    case 'inputs': {
      const rows = part.inputs.map(({ name, origin, source, value }) => [
        name,
        foreign(value),
        origin,
        foreign(source),
      ]);
      return table('Inputs of the plan', ['Input', 'Value', 'Origin', 'Source'], rows, 'inputs');
    }
    case 'table':
      return table(
        part.caption,
        part.header,
        part.rows.map((cells) => cells.map(foreign)),
        part.holds === 'words' ? 'words' : 'numbers',
      );
    case 'curve':
      return bandChart(part);
    case 'knee':
      return kneeChart(part.of);
    case 'shades':
      return heatMap(sweepShades(part.of));
    default:
      return part satisfies never;
  }
}
