import type { StormAnalysis } from '../../../analysis/index.js';
import { html } from '../html.js';
import type { Section } from './section.js';
import { foreign } from './section.js';

/** What most of the wait was, in words, and where the records contradict each other. */
export function bottleneckSection({ bottleneck, inconsistencies }: StormAnalysis): Section {
  return {
    id: 'bottleneck',
    title: 'What held them up',
    content: html`${
      bottleneck.sentences.length === 0
        ? html`<p>Nothing was measured.</p>`
        : html`<ul class="sentences">${bottleneck.sentences.map((sentence) => html`<li>${foreign(sentence)}</li>`)}</ul>`
    }${
      inconsistencies.length === 0
        ? null
        : html`<h3>Where the records contradict each other</h3>
<ul>${inconsistencies.map((sentence) => html`<li>${foreign(sentence)}</li>`)}</ul>`
    }`,
  };
}
