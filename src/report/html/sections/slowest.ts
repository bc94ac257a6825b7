import type { RunResult, RunResults } from '../../../scaletest/autostart/index.js';
import { table } from '../charts/figures.js';
import { html, type Markup } from '../html.js';
import { measuredPhases, type ShownPhase } from '../phases.js';
import { duration, latency } from '../words.js';
import type { Section } from './section.js';
import { foreign } from './section.js';

const SHOWN = 15;

/** The usable workspaces that took longest. */
export function slowestSection({ runs }: RunResults): Section {
  const usable = runs
    .filter((run): run is RunResult & { readonly totalMs: number } => run.success && run.totalMs !== null)
    .toSorted((a, b) => b.totalMs - a.totalMs || a.index - b.index)
    .slice(0, SHOWN);
  const phases = measuredPhases(runs);
  return {
    id: 'slowest',
    title: 'Slowest usable workspaces',
    content:
      usable.length === 0
        ? html`<p>None became usable.</p>`
        : table(
            `The ${usable.length} that took longest from the scheduled minute to usable`,
            ['Workspace', 'Total', ...phases.map((phase) => phase.label), 'Phases', 'Provisioner'],
            usable.map((run) => [
              foreign(run.workspaceName),
              duration(run.totalMs),
              ...phases.map((phase) => latency(phase.ms(run))),
              shares(run, phases, usable[0]?.totalMs ?? run.totalMs),
              html`<span class="faint">${foreign(run.build?.workerId?.slice(0, 8) ?? 'unknown')}</span>`,
            ]),
          ),
  };
}

function shares(run: RunResult, phases: readonly ShownPhase[], longest: number): Markup {
  let x = 0;
  return html`<svg class="shares" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">${phases.map(
    (phase) => {
      const width = (Math.max(0, phase.ms(run) ?? 0) / Math.max(1, longest)) * 100;
      const rect = html`<rect class="area ${phase.phase}" x="${x.toFixed(2)}" y="0" width="${width.toFixed(2)}" height="10"/>`;
      x += width;
      return rect;
    },
  )}</svg>`;
}
