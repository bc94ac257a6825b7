import { dueTime } from '../headline.js';
import type { Report } from '../report.js';
import { readAssets } from './assets.js';
import { html } from './html.js';
import { pageText } from './page.js';
import { bottleneckSection } from './sections/bottleneck.js';
import { environmentSection } from './sections/environment.js';
import { headline } from './sections/headline.js';
import { loadSection } from './sections/load.js';
import { notUsableSection } from './sections/not-usable.js';
import { outcomesSection } from './sections/outcomes.js';
import { phaseBarsSection } from './sections/phase-bars.js';
import { readyCurveSection } from './sections/ready-curve.js';
import { foreign, type Section } from './sections/section.js';
import { slowestSection } from './sections/slowest.js';
import { thresholdsSection } from './sections/thresholds.js';
import { timelineSection } from './sections/timeline.js';
import { stormSpan } from './time-span.js';
import { counted } from './words.js';

/**
 * A report as one page that needs nothing else: no network, and no script but for the timeline. The same report gives
 * the same text, byte for byte.
 */
export function renderHtml(report: Report): string {
  const { script, style } = readAssets();
  const sections = sectionsOf(report);
  return pageText({
    title: title(report),
    name: 'report',
    header: html`<p class="origin">Start storm on ${foreign(report.environment.urlHost)}, ${report.environment.startedAt.slice(0, 10)}</p>
${headline(report)}
<nav aria-label="Sections"><ul>${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}</ul></nav>
`,
    sections,
    style,
    script,
    nineamVersion: report.environment.nineamVersion,
  });
}

/** In the order in which they are read. A storm in which nothing was due has no pictures. */
function sectionsOf(report: Report): readonly Section[] {
  const { results, analysis, thresholds, environment } = report;
  const span = results.due === 0 ? null : stormSpan(analysis);
  return [
    thresholdsSection(thresholds),
    bottleneckSection(analysis),
    ...(span === null
      ? []
      : [readyCurveSection(report, span), phaseBarsSection(results), loadSection(analysis, span)]),
    ...(span === null ? [] : [timelineSection(results, span)]),
    slowestSection(results),
    notUsableSection(results),
    outcomesSection(results),
    environmentSection(environment),
  ];
}

function title({ results, environment }: Report): string {
  const due =
    results.due === 0
      ? 'no workspace due'
      : `${counted(results.due, 'workspace')} due ${dueTime(results)} UTC`;
  return `nineam: ${due} on ${environment.urlHost}`;
}
