import { table } from '../../html/charts/figures.js';
import { drawing, forEachWidth, px } from '../../html/charts/frame.js';
import { html, type Markup } from '../../html/html.js';
import type { SweepShades } from '../sweep-shades.js';

const [LEFT, TOP, ROW, GAP] = [110, 26, 30, 2];
/** The lightest cell still shows that it is one. */
const LIGHTEST = 0.08;
/** Room for a character of a column's value, and around it. */
const [CHARACTER_PX, AROUND_PX] = [7, 8];

/** A sweep as cells, the darker the later; what is not reached is grey and crossed. The same figures follow as a table. */
export function heatMap({ header, meaning, rows }: SweepShades): Markup {
  const values = header.slice(1);
  return html`<figure>
${forEachWidth((width) => {
  const cellWidth = (width - LEFT - 8) / values.length;
  const widest = values.reduce((most, value) => Math.max(most, value.length), 0);
  const every = Math.ceil((widest * CHARACTER_PX + AROUND_PX) / cellWidth);
  return drawing(width, TOP + rows.length * ROW + 6, `${meaning} The figures follow as a table.`, [
    values.map((value, j) =>
      j % every === 0
        ? html`<text class="mark" x="${px(LEFT + (j + 0.5) * cellWidth)}" y="16" text-anchor="middle">${value}</text>`
        : null,
    ),
    rows.map(({ cells, value }, i) => [
      html`<text class="mark" x="${LEFT - 10}" y="${px(TOP + i * ROW + 19)}" text-anchor="end">${value}</text>`,
      cells.map(({ shade, text }, j) => {
        const place = html`x="${px(LEFT + j * cellWidth)}" y="${TOP + i * ROW}" width="${px(Math.max(0.5, cellWidth - GAP))}" height="${ROW - GAP}"`;
        return shade === null
          ? html`<rect class="unknown" ${place}><title>${text}</title></rect><text class="mark" x="${px(LEFT + (j + 0.5) * cellWidth)}" y="${TOP + i * ROW + 19}" text-anchor="middle">×</text>`
          : html`<rect class="area queue" ${place} fill-opacity="${opacity(shade)}"><title>${text}</title></rect>`;
      }),
    ]),
  ]);
})}
<figcaption>${meaning}</figcaption>
</figure>
${table(
  'Medians',
  header,
  rows.map(({ cells, value }) => [value, ...cells.map(({ text }) => text)]),
)}`;
}

function opacity(shade: number): string {
  return (LIGHTEST + (1 - LIGHTEST) * shade).toFixed(3);
}
