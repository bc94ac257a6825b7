import { type HtmlValue, html, type Markup } from '../html.js';

/** One section of the page. */
export interface Section {
  /** For links to it. */
  readonly id: string;
  readonly title: string | Markup;
  readonly content: HtmlValue;
}

export function sectionMarkup({ id, title, content }: Section): Markup {
  return html`<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${title}</h2>
${content}
</section>
`;
}

/** Text of a server, kept from turning the text around it (right-to-left marks). */
export function foreign(text: string): Markup {
  return html`<bdi>${text}</bdi>`;
}
