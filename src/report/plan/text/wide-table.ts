import { displayWidth } from '../../display-width.js';
import { textTable } from '../../text/text-table.js';

const BETWEEN = 2;

/**
 * A table as wide as may be, and below it the columns that did not fit as further tables, each with the first column
 * again; a blank line between them.
 * @param columns - Of the terminal. A table of the first column and one other may still be wider.
 */
export function wideTable(rows: readonly (readonly string[])[], columns: number): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    rows.reduce((most, cells) => Math.max(most, displayWidth(cells[column] ?? '')), 0),
  );
  const [first = 0, ...others] = widths;
  const parts: number[][] = [[]];
  let used = first;
  for (const [i, width] of others.entries()) {
    const part = parts.at(-1);
    if (part === undefined || (part.length > 0 && used + BETWEEN + width > columns)) {
      parts.push([i + 1]);
      used = first;
    } else part.push(i + 1);
    used += BETWEEN + width;
  }
  return parts.flatMap((part, i) => [
    ...(i === 0 ? [] : ['']),
    ...textTable(rows.map((cells) => [0, ...part].map((column) => cells[column] ?? ''))).map((line) =>
      line.trimEnd(),
    ),
  ]);
}
