import type { RunResults } from '../../../scaletest/autostart/index.js';
import { isDue } from '../../../storm/index.js';
import { legend } from '../charts/figures.js';
import { forEachWidth, type TimeSpan } from '../charts/frame.js';
import { html, jsonForScript } from '../html.js';
import { measuredPhases } from '../phases.js';
import { timelineData } from '../timeline-data.js';
import { phaseAreaDrawing, stateCounts } from './phase-area.js';
import type { Section } from './section.js';

/** Every workspace as a line over time. The script draws it; without one, and on paper, an area by phase stands here. */
export function timelineSection(results: RunResults, span: TimeSpan): Section {
  const due = results.runs.filter((run) => isDue(run.outcome));
  const counts = stateCounts(due, span);
  const phases = measuredPhases(due);
  return {
    id: 'timeline',
    title: 'Every workspace',
    content: html`<figure id="phase-area">
${legend(counts.states.map(({ className, label }) => ({ className, label })))}
${forEachWidth((width) => phaseAreaDrawing(counts, span, width))}
<figcaption>Workspaces by what they were doing.<span class="screen"> With scripts allowed, this place shows a line for each workspace.</span></figcaption>
</figure>
<div id="timeline-view" hidden>
<div class="controls">
<label>Sort by <select id="timeline-sort"><option value="finish">end, earliest first</option><option value="number">number</option><option value="outcome">outcome, worst first</option>${phases.map(
      ({ label }, i) => html`<option value="phase-${i}">${label.toLowerCase()}, longest first</option>`,
    )}<option value="total">total, longest first</option></select></label>
<label>Find <input id="timeline-find" type="search" autocomplete="off" spellcheck="false" placeholder="part of a name"></label>
<span class="buttons"><button type="button" data-do="in">Zoom in</button><button type="button" data-do="out">Zoom out</button><button type="button" data-do="all">Show all</button></span>
</div>
${legend([
  ...phases.map(({ phase, during }) => ({ className: phase, label: during })),
  { className: 'failed', label: 'not usable (left edge, and where it ended)' },
])}
<div class="canvas-frame"><canvas id="timeline-canvas" tabindex="0" role="application" aria-roledescription="timeline" aria-label="Timeline of every workspace" aria-describedby="timeline-help"></canvas></div>
<p id="timeline-details" class="details" role="status"></p>
<p id="timeline-help" class="faint">Drag to move. The wheel zooms while the picture has the focus or Ctrl is held; with Shift it zooms time only, with Alt workspaces only. Keys: ↑ ↓ choose a workspace, Home and End the first and last, Page Up and Page Down move by a screen, ← → move in time, + and − zoom, 0 shows all.</p>
</div>
<script type="application/json" id="timeline-data">${jsonForScript(timelineData(results.runs))}</script>`,
  };
}
