import { displayWidth, padEndTo, padStartTo } from '../display-width.js';

/** Columns aligned: names to the left, figures to the right. */
export function textTable(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((cells) => displayWidth(cells[column] ?? ''))),
  );
  return rows.map((cells) =>
    cells
      .map((text, column) =>
        column === 0 ? padEndTo(text, widths[0] ?? 0) : padStartTo(text, widths[column] ?? 0),
      )
      .join('  '),
  );
}
