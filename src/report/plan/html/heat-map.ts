import { drawing, forEachWidth, px } from '../../html/charts/frame.js';
import { html, type Markup } from '../../html/html.js';
import type { SweepReportAnswer } from '../plan-report.js';
import { metricName, msText } from '../plan-words.js';

const [LEFT, TOP, ROW, GAP] = [110, 26, 30, 2];
/** The lightest cell still shows that it is one. */
const LIGHTEST = 0.08;

/** A sweep as cells, the darker the later; what is not reached is grey. The same figures stand in its table. */
export function heatMap({ metric, sweep }: SweepReportAnswer): Markup {
  const { cells, columns, rows } = sweep;
  const medians = rows.values.map((_, i) =>
    columns.values.map(
      (_column, j) => cells[i]?.[j]?.latenciesMs[metric.latency]?.[metric.percentile].median ?? Number.NaN,
    ),
  );
  const finite = medians.flat().filter(Number.isFinite);
  const [least, most] = [Math.min(...finite), Math.max(...finite)];
  const shade = (ms: number) =>
    most === least ? LIGHTEST : LIGHTEST + ((1 - LIGHTEST) * (ms - least)) / (most - least);
  const label = `${metricName(metric)} by ${rows.input} and ${columns.input}. The figures follow as a table.`;
  return html`<figure>
${forEachWidth((width) => {
  const cellWidth = (width - LEFT - 8) / columns.values.length;
  return drawing(width, TOP + rows.values.length * ROW + 6, label, [
    columns.values.map(
      (value, j) =>
        html`<text class="mark" x="${px(LEFT + (j + 0.5) * cellWidth)}" y="16" text-anchor="middle">${value}</text>`,
    ),
    medians.map((row, i) => [
      html`<text class="mark" x="${LEFT - 10}" y="${px(TOP + i * ROW + 19)}" text-anchor="end">${rows.values[i] ?? ''}</text>`,
      row.map((ms, j) => {
        const place = html`x="${px(LEFT + j * cellWidth)}" y="${TOP + i * ROW}" width="${px(cellWidth - GAP)}" height="${ROW - GAP}"`;
        return Number.isFinite(ms)
          ? html`<rect class="area queue" ${place} fill-opacity="${shade(ms).toFixed(3)}"><title>${msText(ms)}</title></rect>`
          : html`<rect class="unknown" ${place}><title>not reached</title></rect>`;
      }),
    ]),
  ]);
})}
<figcaption>${metricName(metric)}, medians: ${rows.input} from top to bottom, ${columns.input} from left to right; the darker the later${finite.length === 0 ? null : html`, from ${msText(least)} to ${msText(most)}`}.</figcaption>
</figure>`;
}
