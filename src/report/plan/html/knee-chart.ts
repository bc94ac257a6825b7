import { scaleLinear } from 'd3-scale';
import { drawing, forEachWidth, px, valueAxis, valueScale } from '../../html/charts/frame.js';
import { html, type Markup } from '../../html/html.js';
import type { KneeReportAnswer } from '../plan-report.js';
import { metricName } from '../plan-words.js';

const [TOP, BOTTOM, HEIGHT] = [14, 260, 288];

/** Delay over the number of provisioners, with the knee marked; `null` where fewer than two points have a delay. */
export function kneeChart({ answer, metric }: KneeReportAnswer): Markup | null {
  const points = answer.points.flatMap(({ delayMs, provisioners }, i) =>
    delayMs !== null && Number.isFinite(delayMs.median)
      ? [{ provisioners, seconds: delayMs.median / 1000, isKnee: i === answer.knee }]
      : [],
  );
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined || points.length < 2) return null;
  const most = points.reduce((greatest, { seconds }) => Math.max(greatest, seconds), 0);
  const name = `${metricName(metric)} in seconds, over the number of provisioners`;
  return html`<figure>
${forEachWidth((width) => {
  const [left, right] = [52, width - 16];
  const x = scaleLinear([first.provisioners, last.provisioners], [left, right]);
  const y = valueScale(most, TOP, BOTTOM);
  const place = { width, left, right, xOf: (value: number) => x(value) };
  return drawing(width, HEIGHT, `${name}. The figures follow as a table.`, [
    valueAxis(y, place, 5),
    html`<line class="axis" x1="${left}" x2="${right}" y1="${BOTTOM}" y2="${BOTTOM}"/>`,
    x
      .ticks(Math.max(2, Math.floor(width / 110)))
      .map(
        (value) =>
          html`<text class="mark" x="${px(x(value))}" y="${BOTTOM + 17}" text-anchor="middle">${value}</text>`,
      ),
    html`<path class="curve queue" d="M${points.map(({ provisioners, seconds }) => `${px(x(provisioners))} ${px(y(seconds))}`).join('L')}"/>`,
    points
      .filter(({ isKnee }) => isKnee)
      .map(
        ({ provisioners, seconds }) =>
          html`<circle class="point" cx="${px(x(provisioners))}" cy="${px(y(seconds))}" r="5"/><text class="mark strong halo" x="${px(x(provisioners) + 10)}" y="${px(y(seconds) - 8)}">knee: ${provisioners}</text>`,
      ),
  ]);
})}
<figcaption>${name}.</figcaption>
</figure>`;
}
