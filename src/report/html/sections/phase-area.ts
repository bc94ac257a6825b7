import { area } from 'd3-shape';
import type { RunResult } from '../../../scaletest/autostart/index.js';
import { drawing, frame, type TimeSpan, timeAxis, valueAxis, valueScale } from '../charts/frame.js';
import { html, type Markup } from '../html.js';
import { measuredPhases } from '../phases.js';
import { runSpans } from '../run-spans.js';

/** How many workspaces were in each state at each of some moments; the states from the bottom of the picture up. */
interface StateCounts {
  readonly moments: readonly number[];
  readonly states: readonly {
    readonly className: string;
    readonly label: string;
    readonly counts: readonly number[];
  }[];
}

const [TOP, BOTTOM, HEIGHT] = [8, 240, 280];
const MOMENTS = 420;

/** Workspaces by phase over time: what stands in for the timeline where there is no script, and on paper. */
export function phaseAreaDrawing(counts: StateCounts, span: TimeSpan, width: number): Markup {
  const place = frame(width, span);
  const below = counts.moments.map(() => 0);
  const y = valueScale(
    Math.max(
      ...counts.moments.map((_, i) => counts.states.reduce((sum, state) => sum + (state.counts[i] ?? 0), 0)),
    ),
    TOP,
    BOTTOM,
  );
  const layers = counts.states.map((state) => {
    const base = below.slice();
    for (const [i, count] of state.counts.entries()) below[i] = (below[i] ?? 0) + count;
    const path = area<number>()
      .x((_, i) => place.xOf(counts.moments[i] ?? 0))
      .y0((_, i) => y(base[i] ?? 0))
      .y1((count, i) => y((base[i] ?? 0) + count))
      .digits(1);
    return html`<path class="area ${state.className}" d="${path([...state.counts]) ?? ''}"/>`;
  });
  return drawing(
    width,
    HEIGHT,
    `Workspaces by what they were doing over time: ${counts.states.map((state) => state.label).join(', ')}.`,
    [layers, timeAxis(span, place, TOP, BOTTOM), valueAxis(y, place, 4)],
  );
}

/** Counts the workspaces in each state at evenly spaced moments. */
export function stateCounts(runs: readonly RunResult[], span: TimeSpan): StateCounts {
  const shown = measuredPhases(runs);
  const stepUs = (span.toUs - span.fromUs) / (MOMENTS - 1);
  const changes = [...shown, 'usable', 'failed'].map(() => new Int32Array(MOMENTS + 1));
  const momentOf = (us: number) => Math.min(MOMENTS, Math.max(0, Math.ceil((us - span.fromUs) / stepUs)));
  const add = (state: number, fromUs: number, toUs: number) => {
    const change = changes[state];
    if (change === undefined) return;
    const [from, to] = [momentOf(fromUs), momentOf(toUs)];
    change[from] = (change[from] ?? 0) + 1;
    change[to] = (change[to] ?? 0) - 1;
  };
  for (const run of runs) {
    if (run.scheduledTime === null) continue;
    let us = run.scheduledTime.us;
    const { phases, unfinished } = runSpans(run, shown);
    const open = phases.indexOf(null);
    for (const [phase, ms] of phases.slice(0, open === -1 ? phases.length : open).entries()) {
      add(phase, us, us + (ms ?? 0) * 1000);
      us += (ms ?? 0) * 1000;
    }
    if (run.success) {
      add(shown.length, us, Number.POSITIVE_INFINITY);
    } else {
      // Of what nobody knows the end of, the workspace is taken to be in the phase that it was last seen in.
      const ended = open === -1 || run.outcome.kind === 'failed' || run.outcome.kind === 'canceled';
      const until =
        ended || unfinished !== null ? us + (unfinished?.ms ?? 0) * 1000 : Number.POSITIVE_INFINITY;
      if (open !== -1) add(open, us, until);
      add(shown.length + 1, until, Number.POSITIVE_INFINITY);
    }
  }
  const labels = [
    ...shown.map(({ phase, during }) => ({ className: phase, label: during })),
    { className: 'usable', label: 'usable' },
    { className: 'failed', label: 'given up: failed, canceled or timed out' },
  ];
  const states = labels.map((label, state) => {
    let count = 0;
    return {
      ...label,
      counts: Array.from({ length: MOMENTS }, (_, i) => {
        count += changes[state]?.[i] ?? 0;
        return count;
      }),
    };
  });
  const everSeen = states.filter((state) => state.counts.some((count) => count > 0));
  return {
    moments: Array.from({ length: MOMENTS }, (_, i) => span.fromUs + i * stepUs),
    states: everSeen.reverse(),
  };
}
