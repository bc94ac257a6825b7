import { firstCreations, type StepSeries } from '../../../analysis/index.js';
import { figuresTable, legend } from '../../html/charts/figures.js';
import {
  drawing,
  elapsedAxis,
  forEachWidth,
  frame,
  type TimeSpan,
  timeMarks,
  valueAxis,
  valueScale,
} from '../../html/charts/frame.js';
import { stepLine, stepPoints, valueAt } from '../../html/charts/steps.js';
import { html, type Markup } from '../../html/html.js';
import { foreign, type Section } from '../../html/sections/section.js';
import { stormStarts } from '../../storm-starts.js';
import type { ComparedReport, ComparisonReport, ComparisonSide } from '../comparison-report.js';

const [TOP, BOTTOM, HEIGHT] = [14, 300, 328];

/** The ready curve of one run, in percent of all due over microseconds since the first creation. */
interface LatencyCurve {
  readonly side: ComparisonSide['name'];
  readonly run: ComparedReport;
  readonly series: StepSeries;
  /** From where on it is not known to be complete, because a wait ended; `null`: it is. */
  readonly knownToUs: number | null;
}

/** The ready curves of both sides over each other; `null` where nothing became usable in any run. */
export function latencyCurvesSection({ sides }: ComparisonReport): Section | null {
  const curves = sides.flatMap(({ name, runs }) => runs.map((run) => latencyCurve(name, run)));
  const lastUs = Math.max(0, ...curves.map(({ series }) => series.us.at(-1) ?? 0));
  if (lastUs === 0) return null;
  const span: TimeSpan = { fromUs: 0, toUs: lastUs * 1.04, zeroUs: 0 };
  const several = curves.length > 2;
  return {
    id: 'ready-curves',
    title: 'Ready curves',
    content: html`<p>How many of all due were usable at each moment, counted from the first creation of the scheduled minute. A curve further to the right waited longer.</p>
<figure>
${legend(sides.map(({ name }) => ({ className: className(name), label: several ? `${name}, a line for each run` : name, line: true })))}
${forEachWidth((width) => curvesDrawing(curves, span, width))}
<figcaption>Percent of all due, over the time since the first creation.${
      curves.some(({ knownToUs }) => knownToUs !== null && knownToUs < span.toUs)
        ? ' A curve ends where a wait for a workspace did: from there on it is not known to be complete.'
        : null
    }</figcaption>
</figure>
${figuresOf(curves, span)}`,
  };
}

function latencyCurve(side: ComparisonSide['name'], run: ComparedReport): LatencyCurve {
  const us: number[] = [];
  const value: number[] = [];
  const due = run.latenciesMs.length;
  for (const [at, ms] of run.latenciesMs.entries()) {
    if (!Number.isFinite(ms)) break;
    const atUs = Math.round(ms * 1000);
    if (us.at(-1) !== atUs) us.push(atUs);
    value[us.length - 1] = ((at + 1) / due) * 100;
  }
  return { side, run, series: { us, value }, knownToUs: knownToUs(run) };
}

/** When the first wait ended, since the first creation of its minute. */
function knownToUs({ report }: ComparedReport): number | null {
  const starts = stormStarts(report.results);
  const firstUs = firstCreations(starts);
  const ends = starts.flatMap(({ scheduledUs, censoredUs }) =>
    censoredUs === null ? [] : [scheduledUs + censoredUs - (firstUs.get(scheduledUs) ?? scheduledUs)],
  );
  return ends.length === 0 ? null : ends.reduce((least, end) => Math.min(least, end));
}

function curvesDrawing(curves: readonly LatencyCurve[], span: TimeSpan, width: number): Markup {
  const place = frame(width, span);
  const y = valueScale(104, TOP, BOTTOM);
  const toPath = stepLine(y);
  return drawing(width, HEIGHT, label(curves), [
    elapsedAxis(span, place, TOP, BOTTOM),
    valueAxis(y, place, 5),
    curves.map(({ side, series, knownToUs }) => {
      const toUs = Math.max(span.fromUs, Math.min(knownToUs ?? span.toUs, span.toUs));
      return html`<path class="curve ${className(side)}" d="${toPath(stepPoints(series, place.xOf, span.fromUs, toUs))}"/>`;
    }),
  ]);
}

function label(curves: readonly LatencyCurve[]): string {
  const ends = curves.map(({ side, series }) => `${side} ends at ${percentAt(series.value.at(-1) ?? 0)}`);
  return `Ready curves of both sides, in percent of all due since the first creation: ${ends.join(', ')}. The figures follow as a table.`;
}

function figuresOf(curves: readonly LatencyCurve[], span: TimeSpan): Markup {
  return figuresTable(
    'Percent of all due that were usable',
    ['Since the first creation', ...curves.map(({ side, run }) => `${side}: ${run.shortId}`)],
    timeMarks(span, frame(920, span)).map(({ us, elapsed }) => [
      us === 0 ? '0' : elapsed,
      ...curves.map(({ series, knownToUs }) =>
        knownToUs !== null && us > knownToUs ? 'not known' : foreign(percentAt(valueAt(series, us))),
      ),
    ]),
  );
}

/** Cut, not rounded: 499 of 500 is never shown as all of them. */
function percentAt(value: number): string {
  return `${(Math.floor(value * 10 + 1e-9) / 10).toFixed(1)}\u00A0%`;
}

function className(side: ComparisonSide['name']): string {
  return side === 'A' ? 'side-a' : 'side-b';
}
