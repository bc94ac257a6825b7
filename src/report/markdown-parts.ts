import type { ThresholdStatus } from '../thresholds/index.js';
import { plainLine } from './words.js';

/** How a threshold came out, at a glance. */
export const STATUS_MARKS: Readonly<Record<ThresholdStatus, string>> = {
  passed: '✅',
  crossed: '❌',
  not_evaluated: '⚠️',
};

/** Blocks that are folded away. */
export function details(summary: string, blocks: readonly string[]): string {
  return ['<details>', `<summary>${summary}</summary>`, '', ...blocks, '', '</details>'].join('\n');
}

/** Columns from `textColumns` on hold figures and stand to the right. */
export function table(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  textColumns: number,
): string {
  const rule = header.map((_, column) => (column < textColumns ? '---' : '---:'));
  return [header, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/**
 * Text of others where nothing in it means anything: not HTML, no link, mention or reference to an issue, no end of a
 * cell. A code span does that, as long as the two characters that could end it or its cell are replaced.
 */
export function code(text: string): string {
  const shown = plainLine(text).replaceAll('`', "'").replaceAll('|', '¦');
  return `\`${shown === '' ? '(empty)' : shown}\``;
}

/**
 * Our own sentences, in which names of others may stand: no character has a meaning. What would make a link, a mention
 * or a reference keeps its characters, with a joiner of no width between them.
 */
export function escaped(text: string): string {
  return plainLine(text)
    .replace(/[&<>]/g, (character) => HTML_ENTITIES[character] ?? character)
    .replace(/[\\`*_{}[\]()+!|~$]/g, '\\$&')
    .replace(/^(\d*)([-=.)])/, '$1\\$2')
    .replace(/#/g, `\\#${JOINER}`)
    .replace(/@/g, `@${JOINER}`)
    .replace(/:\/\/|www\.|GH-/gi, (start) => `${start.slice(0, -2)}${JOINER}${start.slice(-2)}`);
}

const JOINER = '\u{2060}';
const HTML_ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
