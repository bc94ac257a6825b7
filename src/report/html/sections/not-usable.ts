import { outcomePhase, type RunResult, type RunResults } from '../../../scaletest/autostart/index.js';
import { OUTCOME_KINDS } from '../../../storm/index.js';
import { reasonGroups } from '../../reasons.js';
import { table } from '../charts/figures.js';
import { html, type Markup } from '../html.js';
import { OUTCOME_WORDS } from '../outcome-words.js';
import { counted, grouped, shortened } from '../words.js';
import type { Section } from './section.js';
import { foreign } from './section.js';

const [REASONS_SHOWN, REASON_LENGTH] = [20, 600];
/** So many are in sight, and so many in all; the rest is left to the timeline and the other outputs. */
const [IN_SIGHT, LISTED] = [10, 200];

/** Who did not become usable, and why: first the reasons by how often, then workspace by workspace. */
export function notUsableSection({ runs }: RunResults): Section {
  const lost = runs
    .filter((run) => !run.success)
    .toSorted(
      (a, b) =>
        OUTCOME_KINDS.indexOf(a.outcome.kind) - OUTCOME_KINDS.indexOf(b.outcome.kind) || a.index - b.index,
    );
  return {
    id: 'not-usable',
    title: 'Workspaces that did not become usable',
    content: lost.length === 0 ? html`<p>None.</p>` : [byReason(lost), byWorkspace(lost)],
  };
}

function byReason(lost: readonly RunResult[]): Markup {
  const groups = reasonGroups(lost);
  return html`${table(
    'Reasons, most frequent first',
    ['Outcome', 'Workspaces', 'Reason'],
    groups
      .slice(0, REASONS_SHOWN)
      .flatMap(({ reason: text, runs: [first, ...others] }) =>
        first === undefined ? [] : [[outcome(first), grouped(1 + others.length), reason(text)]],
      ),
    'words reasons stacked',
  )}${more(groups.length - REASONS_SHOWN, 'more reason')}`;
}

function byWorkspace(lost: readonly RunResult[]): Markup {
  const [inSight, folded] = [lost.slice(0, IN_SIGHT), lost.slice(IN_SIGHT, LISTED)];
  return html`${workspaceTable('Workspace by workspace', inSight)}${
    folded.length === 0
      ? null
      : html`<details><summary>${counted(folded.length, 'more workspace')}</summary>
${workspaceTable('More workspaces', folded)}</details>`
  }${more(lost.length - LISTED, 'more workspace')}`;
}

function workspaceTable(caption: string, runs: readonly RunResult[]): Markup {
  return table(
    caption,
    ['Workspace', 'Outcome', 'Phase', 'Reason'],
    runs.map((run) => [
      foreign(run.workspaceName),
      outcome(run),
      outcomePhase(run.outcome) ?? '',
      reason(run.error ?? 'unknown'),
    ]),
    'words reasons named stacked',
  );
}

function outcome(run: RunResult): Markup {
  return html`<span class="outcome ${run.outcome.kind}">${OUTCOME_WORDS[run.outcome.kind].label}</span>`;
}

function reason(text: string): Markup {
  return foreign(shortened(text, REASON_LENGTH));
}

function more(left: number, noun: string): Markup | null {
  return left > 0
    ? html`<p class="faint">And ${counted(left, noun)}: every one is in the json and csv outputs.</p>`
    : null;
}
