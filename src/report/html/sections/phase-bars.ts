import type { Percentiles, RunResults } from '../../../scaletest/autostart/index.js';
import { table } from '../charts/figures.js';
import { html, type Markup } from '../html.js';
import { percentileRows } from '../phases.js';
import { counted, grouped, latency } from '../words.js';
import { foreign, type Section } from './section.js';

const PERCENTILES = ['p50Ms', 'p95Ms', 'p99Ms'] as const;

/** Where the time went: three bars a phase, and the figures beside them. */
export function phaseBarsSection(results: RunResults): Section {
  const rows = percentileRows(results);
  const finite = rows
    .flatMap(({ percentiles }) => PERCENTILES.map((key) => percentiles[key] ?? 0))
    .filter(Number.isFinite);
  const longest = Math.max(1, ...finite);
  return {
    id: 'phases',
    title: 'Where the time went',
    content: html`<p>Percentiles of each phase over the workspaces that have it (n), by nearest rank. They do not add up: the workspace that queued longest need not be the one that built longest.</p>
<div class="scroll" role="group" aria-label="Phases" tabindex="0"><table class="numbers phases">
<caption><span class="caption">Phases: 50th, 95th and 99th percentile, and as bars in the same order</span></caption>
<thead><tr><th scope="col">Phase</th><th scope="col">n</th><th scope="col">p50</th><th scope="col">p95</th><th scope="col">p99</th><td class="bars-head"></td></tr></thead>
<tbody>
${rows.map(
  ({
    phase,
    label,
    meaning,
    percentiles,
  }) => html`<tr><th scope="row">${label} <span class="faint">${meaning}</span></th><td>${grouped(percentiles.n)}</td>${PERCENTILES.map((key) => html`<td>${latency(percentiles[key])}</td>`)}<td class="bars">${bars(percentiles, phase, longest)}</td></tr>
`,
)}</tbody>
</table></div>
${coderLatencies(results)}${stageTable(results)}`,
  };
}

function bars(percentiles: Percentiles, phase: string, longest: number): Markup {
  return html`<svg viewBox="0 0 100 28" preserveAspectRatio="none" aria-hidden="true">${PERCENTILES.map(
    (key, i) => {
      const ms = percentiles[key];
      if (ms === null) return null;
      const reached = Number.isFinite(ms);
      const width = reached ? Math.max(0.4, (Math.max(0, ms) / longest) * 100) : 100;
      return html`<rect class="area ${phase}${reached ? '' : ' never'}" x="0" y="${i * 10}" width="${width.toFixed(2)}" height="8"/>`;
    },
  )}</svg>`;
}

/** Beside the phases, not among them: these times are by other clocks. */
function stageTable({ stageTimings }: RunResults): Markup | null {
  if (stageTimings === null || stageTimings.stages.length === 0) return null;
  return table(
    `Stages of ${counted(stageTimings.timed, 'build')}, by the clocks of the provisioners’ hosts`,
    ['Stage', 'n', 'p50', 'p95', 'p99'],
    stageTimings.stages.map(({ stage, n, ...percentiles }) => [
      foreign(stage),
      grouped(n),
      ...PERCENTILES.map((key) => latency(percentiles[key])),
    ]),
  );
}

/** The two latencies that Coder's tool reports, so that its users find them. */
function coderLatencies({ endToEnd, triggerToCompletion }: RunResults): Markup {
  const words = ({ n, p50Ms, p95Ms, p99Ms }: Percentiles) =>
    n === 0
      ? 'not measured'
      : `p50 ${latency(p50Ms)}, p95 ${latency(p95Ms)}, p99 ${latency(p99Ms)} (n ${grouped(n)})`;
  return html`<p class="faint">As <code>coder exp scaletest autostart</code> counts, of completed ones only: trigger to completion ${words(triggerToCompletion)}; end to end, from storing the schedule, ${words(endToEnd)}.</p>`;
}
