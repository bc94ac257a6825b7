import type { BinnedSeries, StepSeries, StormAnalysis } from '../../../analysis/index.js';
import { figuresTable } from '../charts/figures.js';
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
import { clockSecond, duration, grouped, percent } from '../words.js';
import type { Section } from './section.js';

/** One strip of the picture. */
interface Strip {
  readonly title: string;
  readonly className: string;
  readonly series: StepSeries;
  /** A line across, with words. */
  readonly limit: { readonly value: number; readonly text: string } | null;
}

const [STRIP, GAP, TITLE, AXIS] = [96, 34, 20, 40];

/** Queue, provisioners and creations over time, on one axis. */
export function loadSection(analysis: StormAnalysis, span: TimeSpan): Section {
  const { provisioners } = analysis;
  const strips: readonly Strip[] = [
    { title: 'Jobs waiting for a provisioner', className: 'queue', series: analysis.queueDepth, limit: null },
    {
      title: 'Provisioners at work on this storm',
      className: 'build',
      series: analysis.busyProvisioners,
      limit:
        provisioners.effective === null
          ? null
          : {
              value: provisioners.effective,
              text: `${grouped(Math.round(provisioners.effective))} while jobs waited`,
            },
    },
    {
      title: 'Builds created per second',
      className: 'trigger',
      series: binned(analysis.creationRate),
      limit: null,
    },
  ];
  return {
    id: 'load',
    title: 'Queue and provisioners',
    content: html`<p>${words(analysis)}</p>
<figure>
${forEachWidth((width) => stripsDrawing(strips, span, width))}
<figcaption>All three on the same time axis as the ready curve. Derived from the server’s timestamps of this storm’s jobs; work of others does not show.</figcaption>
</figure>
${figures(strips, span)}`,
  };
}

function words({ provisioners, serviceTimes, queueDepth }: StormAnalysis): string {
  const deepest = queueDepth.value.reduce((a, b) => Math.max(a, b), 0);
  const at = queueDepth.us[queueDepth.value.indexOf(deepest)];
  return [
    deepest === 0 || at === undefined
      ? 'No job waited for a provisioner.'
      : `At most ${grouped(deepest)} jobs waited at one time (${clockSecond(at)}).`,
    `${grouped(provisioners.seen)} provisioners took jobs of this storm, ${grouped(provisioners.busiest)} at most worked at one time${
      provisioners.utilisation === null ? '' : `, busy ${percent(provisioners.utilisation, 1, 0)} of the time`
    }.`,
    serviceTimes.p50Ms === null
      ? ''
      : `A job took ${latency(serviceTimes.p50Ms)} at the median and ${latency(serviceTimes.p95Ms)} at p95 (n ${grouped(serviceTimes.n)}).`,
  ].join(' ');
}

function latency(ms: number | null): string {
  return ms === null ? 'an unknown time' : duration(ms);
}

function stripsDrawing(strips: readonly Strip[], span: TimeSpan, width: number): Markup {
  const place = frame(width, span);
  const height = strips.length * (STRIP + GAP) + AXIS;
  return drawing(
    width,
    height,
    `${strips.map((strip) => `${strip.title}, at most ${grouped(peak(strip.series))}`).join('; ')}. The figures follow as a table.`,
    strips.map((strip, i) =>
      stripMarkup(strip, span, place, i * (STRIP + GAP) + TITLE, i === strips.length - 1),
    ),
  );
}

function stripMarkup(strip: Strip, span: TimeSpan, place: Frame, top: number, last: boolean): Markup {
  const bottom = top + STRIP;
  const y = valueScale(Math.max(peak(strip.series), strip.limit?.value ?? 0) * 1.05, top, bottom);
  const points = stepPoints(strip.series, place.xOf, span.fromUs, span.toUs);
  const toArea = stepArea(y, bottom);
  const toLine = stepLine(y);
  const { limit } = strip;
  return html`<text class="title" x="${place.left}" y="${top - 7}">${strip.title}</text>
${timeAxis(span, place, top, bottom, last)}${valueAxis(y, place, 3)}
<path class="under ${strip.className}" d="${toArea(points)}"/><path class="curve thin ${strip.className}" d="${toLine(points)}"/>
${
  limit === null
    ? null
    : html`<line class="limit" x1="${place.left}" x2="${place.right}" y1="${px(y(limit.value))}" y2="${px(y(limit.value))}"/><text class="mark strong halo" x="${place.right}" y="${px(y(limit.value) + 15)}" text-anchor="end">${limit.text}</text>`
}`;
}

function peak(series: StepSeries): number {
  return Math.round(series.value.reduce((a, b) => Math.max(a, b), 0) * 10) / 10;
}

function binned({ fromUs, widthUs, value }: BinnedSeries): StepSeries {
  return { us: [...value, 0].map((_, i) => fromUs + i * widthUs), value: [...value, 0] };
}

function figures(strips: readonly Strip[], span: TimeSpan): Markup {
  return figuresTable(
    'Queue and provisioners over time',
    ['Time (UTC)', 'Since due', ...strips.map((strip) => strip.title)],
    timeMarks(span, frame(920, span))
      .filter(({ us }) => us >= span.fromUs && us <= span.toUs)
      .map(({ us, clock, elapsed }) => [
        clock,
        elapsed,
        ...strips.map(({ series }) => grouped(Math.round(valueAt(series, us) * 10) / 10)),
      ]),
  );
}
