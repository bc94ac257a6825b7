import { figuresTable, legend } from '../../html/charts/figures.js';
import {
  drawing,
  elapsedAxis,
  forEachWidth,
  frame,
  px,
  type TimeSpan,
  timeMarks,
  valueAxis,
  valueScale,
} from '../../html/charts/frame.js';
import { html, type Markup } from '../../html/html.js';
import { bandMornings } from '../band-mornings.js';
import { lastFinite, shareAt } from '../curve-shares.js';
import type { PlanCurve } from '../sections/plan-section.js';

const [TOP, BOTTOM, HEIGHT] = [14, 300, 328];

type Chart = Omit<PlanCurve, 'kind' | 'replications' | 'zero'>;

/** Share over time with its prediction band; `null` where nothing is ever reached. */
export function bandChart({ curve, recordedMs, replications, what }: PlanCurve): Markup | null {
  const endMs = Math.max(lastFinite(curve) ?? 0, ...(recordedMs ?? []).filter(Number.isFinite));
  if (endMs === 0) return null;
  const span: TimeSpan = { fromUs: 0, toUs: endMs * 1040, zeroUs: 0 };
  const happened = recordedMs === null ? [] : [{ className: 'due', label: 'what happened', line: true }];
  const { likely, possible, sure } = bandMornings(replications);
  const band =
    replications === 1
      ? [{ className: 'usable', label: 'the one morning that was simulated', line: true }]
      : [
          { className: 'usable', label: `reached on ${likely} of ${replications} mornings`, line: true },
          { className: 'under usable', label: `on ${possible} to ${sure} of them` },
        ];
  const chart = { curve, recordedMs, what };
  return html`<figure>
${legend([...band, ...happened])}
${forEachWidth((width) => chartDrawing(chart, span, width))}
<figcaption>${what}, in percent.</figcaption>
</figure>
${figuresOf(chart, span, replications)}`;
}

function chartDrawing({ curve, recordedMs, what }: Chart, span: TimeSpan, width: number): Markup {
  const place = frame(width, span);
  const y = valueScale(104, TOP, BOTTOM);
  const { highMs, lowMs, medianMs, shares } = curve;
  const point = (ms: number, share: number) =>
    `${px(place.xOf(Math.min(ms * 1000, span.toUs)))} ${px(y(share * 100))}`;
  const path = (times: readonly number[]) => {
    const points = times.flatMap((ms, i) => (Number.isFinite(ms) ? [point(ms, shares[i] ?? 0)] : []));
    return points.length === 0 ? '' : `M${points.join('L')}`;
  };
  // Where even the earliest morning does not come, there is no band.
  const reached = lowMs.filter(Number.isFinite).length;
  const upper = lowMs.slice(0, reached).map((ms, i) => point(ms, shares[i] ?? 0));
  const lower = highMs.slice(0, reached).map((ms, i) => point(ms, shares[i] ?? 0));
  return drawing(width, HEIGHT, `${what}: a curve with its band. The figures follow as a table.`, [
    html`<path class="under usable" d="M${[...upper, ...lower.reverse()].join('L')}Z"/>`,
    elapsedAxis(span, place, TOP, BOTTOM),
    valueAxis(y, place, 5),
    html`<path class="curve usable" d="${path(medianMs)}"/>`,
    recordedMs === null ? null : html`<path class="curve due" d="${path(recordedMs)}"/>`,
  ]);
}

function figuresOf({ curve, recordedMs, what }: Chart, span: TimeSpan, replications: number): Markup {
  const { likely, possible, sure } = bandMornings(replications);
  const at = (times: readonly number[], us: number) => percentText(shareAt(curve.shares, times, us / 1000));
  return figuresTable(
    `${what}, in percent`,
    [
      'After',
      ...[sure, likely, possible].map((n) => `on ${n} of ${replications}`),
      ...(recordedMs === null ? [] : ['happened']),
    ],
    timeMarks(span, frame(920, span)).map(({ us, elapsed }) => [
      us === 0 ? '0' : elapsed,
      at(curve.highMs, us),
      at(curve.medianMs, us),
      at(curve.lowMs, us),
      ...(recordedMs === null ? [] : [at(recordedMs, us)]),
    ]),
  );
}

/** Cut, not rounded: 499 of 500 is never shown as all of them. */
function percentText(share: number): string {
  return `${(Math.floor(share * 1000 + 1e-9) / 10).toFixed(1)}\u00A0%`;
}
