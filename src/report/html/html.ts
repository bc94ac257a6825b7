/** Markup that may go into a page as it is. Only {@link html} and {@link trusted} make it. */
export class Markup {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

/** What a template takes: text and numbers are escaped, markup is kept, lists are joined, `null` is nothing. */
export type HtmlValue = string | number | Markup | null | readonly HtmlValue[];

/** A piece of a page. Every value is escaped unless it is {@link Markup}, so that no text can become a tag. */
export function html(literals: TemplateStringsArray, ...values: readonly HtmlValue[]): Markup {
  let text = literals[0] ?? '';
  for (const [i, value] of values.entries()) text += `${markupOf(value)}${literals[i + 1] ?? ''}`;
  return new Markup(text);
}

/** Markup that was made safe in another way. Never for a text that came from a server or a user. */
export function trusted(text: string): Markup {
  return new Markup(text);
}

/** Data for a script, as the content of a `<script type="application/json">`. */
export function jsonForScript(data: unknown): Markup {
  return new Markup(JSON.stringify(data).replaceAll('<', '\\u003c'));
}

function markupOf(value: HtmlValue): string {
  if (value === null) return '';
  if (value instanceof Markup) return value.toString();
  if (typeof value === 'string') return escapeText(value);
  if (typeof value === 'number') return String(value);
  return value.map(markupOf).join('');
}

/** Text for an element or a quoted attribute; what HTML cannot hold (controls, half characters) is shown as U+FFFD. */
export function escapeText(text: string): string {
  return text
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
    .replace(/\p{Cs}|[^\P{Cc}\t\n\r]/gu, '\uFFFD');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
