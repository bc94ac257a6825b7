import type { ThresholdStatus, ThresholdVerdict } from '../../../thresholds/index.js';
import { table } from '../charts/figures.js';
import { html, type Markup } from '../html.js';
import { counted } from '../words.js';
import type { Section } from './section.js';
import { foreign } from './section.js';

const WORDS: Readonly<Record<ThresholdStatus, { readonly mark: string; readonly word: string }>> = {
  passed: { mark: '✓', word: 'passed' },
  crossed: { mark: '✗', word: 'crossed' },
  not_evaluated: { mark: '?', word: 'not evaluated' },
};

/** Every threshold in the words that the user wrote, and how it came out. */
export function thresholdsSection(thresholds: readonly ThresholdVerdict[]): Section {
  return {
    id: 'thresholds',
    title: 'Thresholds',
    content:
      thresholds.length === 0
        ? html`<p>None was set, so this report is no verdict. <code>--threshold 'ready_worst_p95&lt;5m'</code> sets one.</p>`
        : html`<p>${summary(thresholds)}</p>
${thresholdTable('Thresholds and what was measured', 'Threshold', thresholds)}`,
  };
}

/** What was asked for, and how it came out. */
export function thresholdTable(
  caption: string,
  name: string,
  thresholds: readonly ThresholdVerdict[],
): Markup {
  return table(
    caption,
    [name, 'Verdict', 'Measured'],
    thresholds.map(({ text, status, measuredText }) => [
      html`<code>${foreign(text)}</code>`,
      html`<span class="verdict ${status}"><span aria-hidden="true">${WORDS[status].mark}</span> ${WORDS[status].word}</span>`,
      foreign(measuredText),
    ]),
    'words',
  );
}

function summary(thresholds: readonly ThresholdVerdict[]): string {
  const count = (status: ThresholdStatus) => thresholds.filter((verdict) => verdict.status === status).length;
  if (count('passed') === thresholds.length) {
    return thresholds.length === 1 ? 'The threshold passed.' : `All ${thresholds.length} thresholds passed.`;
  }
  const parts = (['crossed', 'not_evaluated', 'passed'] as const)
    .filter((status) => count(status) > 0)
    .map((status) => `${count(status)} ${WORDS[status].word}`);
  return `Of ${counted(thresholds.length, 'threshold')}: ${parts.join(', ')}. No data is not a pass.`;
}
