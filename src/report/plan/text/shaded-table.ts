import { wrapText } from '../../words.js';
import type { SweepShades } from '../sweep-shades.js';
import { wideTable } from './wide-table.js';

/** From the earliest to the latest, and for what is never reached. */
const UNICODE = { shades: [' ', '░', '▒', '▓', '█'], never: '×' } as const;
const ASCII = { shades: [' ', '.', '+', '%', '#'], never: 'x' } as const;

/** A sweep as a table whose figures have a shade behind them, the darker the later. */
export function shadedTable(
  { header, meaning, rows }: SweepShades,
  columns: number,
  ascii: boolean,
): readonly string[] {
  const { never, shades } = ascii ? ASCII : UNICODE;
  const mark = (shade: number | null) => {
    const one =
      shade === null ? never : (shades[Math.min(shades.length - 1, Math.floor(shade * shades.length))] ?? '');
    return one.repeat(2);
  };
  // The mark stands behind the figure, so that figures stay aligned.
  const cells = rows.map(({ cells: of, value }) => [
    value,
    ...of.map(({ shade, text }) => `${text} ${mark(shade)}`),
  ]);
  const [corner = '', ...values] = header;
  const table = wideTable([[corner, ...values.map((value) => `${value}   `)], ...cells], columns);
  return [...table, '', ...wrapText(meaning, columns)];
}
