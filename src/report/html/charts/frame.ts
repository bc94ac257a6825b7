import { type ScaleLinear, scaleLinear } from 'd3-scale';
import { formatInstantUs } from '../../../time/index.js';
import { type HtmlValue, html, type Markup } from '../html.js';
import { grouped } from '../words.js';

/** What a chart of values over time spans, in microseconds since the epoch. */
export interface TimeSpan {
  readonly fromUs: number;
  readonly toUs: number;
  /** From where on elapsed time counts: the scheduled minute. */
  readonly zeroUs: number;
}

/** Where things lie in one drawing, in its pixels. */
export interface Frame {
  readonly width: number;
  readonly left: number;
  readonly right: number;
  readonly xOf: (us: number) => number;
}

/** A mark on the time axis. */
interface TimeMark {
  readonly us: number;
  readonly x: number;
  /** UTC. */
  readonly clock: string;
  /** Since the scheduled minute. */
  readonly elapsed: string;
}

/** Widths for which each chart is drawn: for a screen or paper, and for a phone. */
const WIDTHS = { wide: 920, narrow: 340 } as const;
/** Room for a character of a mark on the time axis, and around the mark. */
const [CHARACTER_PX, AROUND_PX] = [7, 14];

export function frame(width: number, span: TimeSpan): Frame {
  const [left, right] = [52, width - 16];
  const x = scaleLinear([span.fromUs, span.toUs], [left, right]);
  return { width, left, right, xOf: (us) => x(us) };
}

/** One drawing for wide places and one for narrow ones; the style sheet shows that which fits. */
export function forEachWidth(draw: (width: number) => Markup): Markup {
  return html`<div class="wide">${draw(WIDTHS.wide)}</div>
<div class="narrow">${draw(WIDTHS.narrow)}</div>`;
}

/** A whole drawing, with what it shows in words for those who cannot see it. */
export function drawing(width: number, height: number, label: string, content: HtmlValue): Markup {
  return html`<svg class="drawing" viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}">${content}</svg>`;
}

/** Marks at round times, as many as have room. */
export function timeMarks(span: TimeSpan, { left, right, xOf }: Frame): readonly TimeMark[] {
  const msPerPx = (span.toUs - span.fromUs) / 1000 / (right - left);
  const stepMs =
    STEPS_MS.find((step) => step >= msPerPx * (clockDigits(step) * CHARACTER_PX + AROUND_PX)) ?? DAY_MS;
  const first = Math.ceil(span.fromUs / 1000 / stepMs);
  const last = Math.floor(span.toUs / 1000 / stepMs);
  return Array.from({ length: last - first + 1 }, (_, i) => {
    const us = (first + i) * stepMs * 1000;
    return {
      us,
      x: xOf(us),
      clock: formatInstantUs(us)
        .slice(0, -1)
        .padEnd(21, '.0')
        .slice(11, 11 + clockDigits(stepMs)),
      elapsed: elapsedText(us - span.zeroUs),
    };
  });
}

/** Characters that a time of day needs to tell steps of this length apart. */
function clockDigits(stepMs: number): number {
  if (stepMs % 60_000 === 0) return 'hh:mm'.length;
  return stepMs % 1000 === 0 ? 'hh:mm:ss'.length : 'hh:mm:ss.0'.length;
}

const DAY_MS = 86_400_000;
/** Round steps from a tenth of a second to half a day. */
const STEPS_MS = [
  ...[100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000],
  ...[1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720].map((minutes) => minutes * 60_000),
];

/** The time axis below `bottom`, with grid lines up to `top`. */
export function timeAxis(span: TimeSpan, place: Frame, top: number, bottom: number, labelled = true): Markup {
  const marks = timeMarks(span, place);
  const lines = marks.map(
    (mark) => html`<line class="grid" x1="${px(mark.x)}" x2="${px(mark.x)}" y1="${top}" y2="${bottom}"/>`,
  );
  const labels = marks
    .filter((mark) => mark.x > place.left - 8 && mark.x < place.right + 2)
    .map((mark) => {
      const anchor = mark.x > place.right - 24 ? 'end' : 'middle';
      return html`<text class="mark" x="${px(mark.x)}" y="${bottom + 17}" text-anchor="${anchor}">${mark.clock}</text><text class="mark faint" x="${px(mark.x)}" y="${bottom + 32}" text-anchor="${anchor}">${mark.elapsed}</text>`;
    });
  return html`<g aria-hidden="true">${lines}<line class="axis" x1="${place.left}" x2="${place.right}" y1="${bottom}" y2="${bottom}"/>${labelled ? labels : null}</g>`;
}

/** The time axis without times of day: elapsed time alone, for what happened, or happens, at several. */
export function elapsedAxis(span: TimeSpan, place: Frame, top: number, bottom: number): Markup {
  const marks = timeMarks(span, place).map(
    ({ us, x, elapsed }) =>
      html`<line class="grid" x1="${px(x)}" x2="${px(x)}" y1="${top}" y2="${bottom}"/><text class="mark" x="${px(x)}" y="${bottom + 17}" text-anchor="${x > place.right - 24 ? 'end' : 'middle'}">${us === 0 ? '0' : elapsed}</text>`,
  );
  return html`<g aria-hidden="true">${marks}<line class="axis" x1="${place.left}" x2="${place.right}" y1="${bottom}" y2="${bottom}"/></g>`;
}

/** A scale from zero to a round number above `max`, drawn upwards. */
export function valueScale(max: number, top: number, bottom: number): ScaleLinear<number, number> {
  return scaleLinear([0, Math.max(1, max)], [bottom, top]);
}

/** Values beside the left edge, with grid lines. */
export function valueAxis(scale: ScaleLinear<number, number>, place: Frame, marks: number): Markup {
  const whole = scale.ticks(marks).filter((value) => Number.isInteger(value) || (scale.domain()[1] ?? 0) < 2);
  return html`<g aria-hidden="true">${whole.map(
    (value) =>
      html`<line class="grid" x1="${place.left}" x2="${place.right}" y1="${px(scale(value))}" y2="${px(scale(value))}"/><text class="mark" x="${place.left - 8}" y="${px(scale(value) + 4)}" text-anchor="end">${grouped(value)}</text>`,
  )}</g>`;
}

/** A length with as many digits as can be seen. */
export function px(value: number): string {
  return String(Math.round(value * 10) / 10);
}

function elapsedText(us: number): string {
  const seconds = Math.round(us / 100_000) / 10;
  if (seconds === 0) return 'due';
  const [sign, size] = [seconds < 0 ? '−' : '+', Math.abs(seconds)];
  if (size < 60) return `${sign}${size}s`;
  const [minutes, rest] = [Math.floor(size / 60), size % 60];
  if (minutes < 60) return rest === 0 ? `${sign}${minutes}m` : `${sign}${minutes}m${rest}s`;
  return `${sign}${Math.floor(minutes / 60)}h${String(minutes % 60).padStart(2, '0')}m`;
}
