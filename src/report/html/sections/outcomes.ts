import type { RunResults } from '../../../scaletest/autostart/index.js';
import { OUTCOME_KINDS } from '../../../storm/index.js';
import { table } from '../charts/figures.js';
import { html } from '../html.js';
import { OUTCOME_WORDS } from '../outcome-words.js';
import { grouped, percent } from '../words.js';
import type { Section } from './section.js';

/** How often each outcome came. */
export function outcomesSection({ outcomes, totalRuns }: RunResults): Section {
  return {
    id: 'outcomes',
    title: 'Outcomes',
    content: table(
      `Outcomes of all ${grouped(totalRuns)} workspaces`,
      ['Outcome', 'Workspaces', 'Share', 'Meaning'],
      OUTCOME_KINDS.map((kind) => [
        html`<span class="outcome ${kind}">${OUTCOME_WORDS[kind].label}</span>`,
        grouped(outcomes[kind]),
        outcomes[kind] === 0 ? '–' : percent(outcomes[kind], totalRuns),
        OUTCOME_WORDS[kind].meaning,
      ]),
      'words stacked',
    ),
  };
}
