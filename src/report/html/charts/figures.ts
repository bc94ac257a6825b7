import { type HtmlValue, html, type Markup } from '../html.js';

/** A chart's figures as a table, folded away below it: for screen readers, and for those who want the numbers. */
export function figuresTable(
  caption: string,
  header: readonly string[],
  rows: readonly (readonly HtmlValue[])[],
): Markup {
  return html`<details class="figures"><summary>The figures of this chart</summary>
${table(caption, header, rows)}
</details>`;
}

/** A table whose first column names the row. Wide ones scroll sideways, and can then be reached by keyboard. */
export function table(
  caption: string,
  header: readonly string[],
  rows: readonly (readonly HtmlValue[])[],
  className = 'numbers',
): Markup {
  return html`<div class="scroll" role="group" aria-label="${caption}" tabindex="0"><table class="${className}">
<caption><span class="caption">${caption}</span></caption>
<thead><tr>${header.map((text) => html`<th scope="col">${text}</th>`)}</tr></thead>
<tbody>
${rows.map(
  (
    cells,
  ) => html`<tr>${cells.map((cell, column) => (column === 0 ? html`<th scope="row">${cell}</th>` : html`<td>${cell}</td>`))}</tr>
`,
)}</tbody>
</table></div>`;
}

/** What the colours and strokes of a chart mean. */
export function legend(
  entries: readonly { readonly className: string; readonly label: string; readonly line?: boolean }[],
): Markup {
  return html`<ul class="legend">${entries.map(
    ({ className, label, line = false }) =>
      html`<li><svg viewBox="0 0 22 12" width="22" height="12" aria-hidden="true">${
        line
          ? html`<line class="curve ${className}" x1="0" x2="22" y1="6" y2="6"/>`
          : html`<rect class="area ${className}" x="4" width="14" height="12"/>`
      }</svg>${label}</li>`,
  )}</ul>`;
}
