import type { StepSeries, StormCurves } from '../../../analysis/index.js';
import type { Report } from '../../report.js';
import { figuresTable, legend } from '../charts/figures.js';
import {
  drawing,
  type Frame,
  forEachWidth,
  frame,
  px,
  type TimeSpan,
  timeAxis,
  timeMarks,
  valueAxis,
  valueScale,
} from '../charts/frame.js';
import { stepArea, stepLine, stepPoints, valueAt } from '../charts/steps.js';
import { html, type Markup } from '../html.js';
import { clockSecond, duration, grouped } from '../words.js';
import type { Section } from './section.js';

const CURVES: readonly { readonly key: keyof StormCurves; readonly label: string }[] = [
  { key: 'due', label: 'due' },
  { key: 'created', label: 'created' },
  { key: 'started', label: 'started' },
  { key: 'completed', label: 'completed' },
  { key: 'usable', label: 'usable' },
];
/** From the back to the front: where no agent is waited for, `completed` lies on the thicker `usable`. */
const DRAWN = ['due', 'created', 'started', 'usable', 'completed'] as const;
const P95_LABEL_PX = 84;
const [TOP, BOTTOM, HEIGHT] = [14, 300, 340];

/** How many workspaces had come how far at each moment. */
export function readyCurveSection(report: Report, span: TimeSpan): Section {
  const { curves, censoredFromUs } = report.analysis;
  // Where nothing was censored the curves are known to their end.
  const knownToUs = censoredFromUs === null ? span.toUs : Math.min(censoredFromUs, span.toUs);
  return {
    id: 'ready-curve',
    title: 'Ready curve',
    content: html`<p>How many workspaces had come that far at each moment. The distance to the right of <em>due</em> is waiting time; the distance between two curves is how many were in between.</p>
<figure>
${legend(CURVES.map(({ key, label }) => ({ className: key, label, line: true })))}
${forEachWidth((width) => curveDrawing(report, span, knownToUs, width))}
<figcaption>Cumulative counts over server time (UTC); below it the time since the scheduled minute.${
      censoredFromUs === null
        ? null
        : ` The wait for the first workspace ended at ${clockSecond(censoredFromUs)}: from there on the curves are not known to be complete and are not drawn.`
    }</figcaption>
</figure>
${figuresOf(curves, span, knownToUs)}`,
  };
}

function curveDrawing(report: Report, span: TimeSpan, knownToUs: number, width: number): Markup {
  const { curves, censoredFromUs } = report.analysis;
  const place = frame(width, span);
  const y = valueScale(
    Math.max(...CURVES.map(({ key }) => curves[key].value.at(-1) ?? 0)) * 1.04,
    TOP,
    BOTTOM,
  );
  const toPath = stepLine(y);
  const toArea = stepArea(y, BOTTOM);
  const points = (series: StepSeries) => stepPoints(series, place.xOf, span.fromUs, knownToUs);
  return drawing(width, HEIGHT, label(report, span), [
    html`<path class="under usable" d="${toArea(points(curves.usable))}"/>`,
    timeAxis(span, place, TOP, BOTTOM),
    valueAxis(y, place, 5),
    DRAWN.map((key) => html`<path class="curve ${key}" d="${toPath(points(curves[key]))}"/>`),
    censoredFromUs === null || censoredFromUs > span.toUs
      ? null
      : censoring(place.xOf(censoredFromUs), place.right),
    p95Mark(report, span, knownToUs, place, y),
  ]);
}

function censoring(x: number, right: number): Markup {
  return html`<rect class="unknown" x="${px(x)}" y="${TOP}" width="${px(Math.max(0, right - x))}" height="${BOTTOM - TOP}"/><line class="limit" x1="${px(x)}" x2="${px(x)}" y1="${TOP}" y2="${BOTTOM}"/><text class="mark strong halo" x="${px(x - 8)}" y="${BOTTOM - 10}" text-anchor="end">a wait ended: not known from here</text>`;
}

/** Where the curve passes 95 % of all due. Only where all were due at one minute is that the p95 of the latencies. */
function p95Mark(
  { results, analysis }: Report,
  span: TimeSpan,
  knownToUs: number,
  { xOf, right }: Frame,
  y: (value: number) => number,
): Markup | null {
  const ms = results.phases.total.p95Ms;
  const [firstDue, lastDue] = [analysis.curves.due.us[0], analysis.curves.due.us.at(-1)];
  if (ms === null || !Number.isFinite(ms) || firstDue === undefined || firstDue !== lastDue) return null;
  const us = span.zeroUs + ms * 1000;
  if (us > knownToUs) return null;
  const [x, height] = [xOf(us), y(Math.ceil(results.due * 0.95))];
  // Below the curve, where nothing else is drawn.
  const labelX = Math.min(x, right - P95_LABEL_PX);
  return html`<circle class="point" cx="${px(x)}" cy="${px(height)}" r="4.5"/><text class="mark strong halo" x="${px(labelX)}" y="${px(height + 24 + (x - labelX) / 2)}">p95 ${duration(ms)}</text>`;
}

function label({ results, analysis }: Report, span: TimeSpan): string {
  const last = (key: keyof StormCurves) => grouped(analysis.curves[key].value.at(-1) ?? 0);
  return (
    `Ready curve from ${clockSecond(span.fromUs)} to ${clockSecond(span.toUs)} UTC: ` +
    `${grouped(results.due)} due, ${last('created')} created, ${last('started')} started, ` +
    `${last('completed')} completed, ${last('usable')} usable at the end. The figures follow as a table.`
  );
}

function figuresOf(curves: StormCurves, span: TimeSpan, knownToUs: number): Markup {
  const moments = timeMarks(span, frame(920, span)).filter(({ us }) => us >= span.fromUs && us <= knownToUs);
  return figuresTable(
    'Workspaces that had come that far',
    ['Time (UTC)', 'Since due', ...CURVES.map((curve) => curve.label)],
    moments.map(({ us, clock, elapsed }) => [
      clock,
      elapsed,
      ...CURVES.map(({ key }) => grouped(valueAt(curves[key], us))),
    ]),
  );
}
