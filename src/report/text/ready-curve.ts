import type { StormAnalysis } from '../../analysis/index.js';
import { formatInstantUs } from '../../time/index.js';

/** What a curve is drawn with: from nothing to a full cell. */
const UNICODE_CELLS = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;
const ASCII_CELLS = [' ', '.', ':', '#'] as const;

const COLUMNS = 60;
const ROWS = 5;

/** Share of all due that was usable, over time, as a chart of text; empty when nobody became usable. */
export function readyCurve(analysis: StormAnalysis, due: number, ascii: boolean): readonly string[] {
  const { scheduledUs, censoredFromUs, curves } = analysis;
  const { us, value } = curves.usable;
  const lastUs = us.at(-1);
  if (scheduledUs === null || lastUs === undefined || due === 0) return [];
  // Past the first wait that ended early, the curve would show what nobody waited for.
  const endUs = Math.max(scheduledUs + 1, Math.min(lastUs, censoredFromUs ?? lastUs));
  const cells = ascii ? ASCII_CELLS : UNICODE_CELLS;
  const shares = sampled(us, value, scheduledUs, endUs).map((count) => count / due);
  const rows = Array.from({ length: ROWS }, (_, at) => ROWS - 1 - at).map((row) => {
    const line = shares.map((share) => cell(share * ROWS - row, cells)).join('');
    return `${label(row)} ${ascii ? '|' : '│'}${line}`.trimEnd();
  });
  return [
    `Usable, of all due, from the scheduled minute on${censoredFromUs === null ? '' : ' (up to the first wait that ended too early)'}`,
    ...rows,
    axis(scheduledUs, endUs),
  ];
}

/** The value at the end of each column. */
function sampled(us: readonly number[], value: readonly number[], fromUs: number, toUs: number): number[] {
  const columns: number[] = [];
  let at = 0;
  for (let column = 1; column <= COLUMNS; column += 1) {
    const endUs = fromUs + ((toUs - fromUs) * column) / COLUMNS;
    while (at < us.length && (us[at] ?? 0) <= endUs) at += 1;
    columns.push(at === 0 ? 0 : (value[at - 1] ?? 0));
  }
  return columns;
}

/** What is there shows, and what is missing too: only a full cell is drawn as one, only an empty one as empty. */
function cell(fill: number, cells: readonly string[]): string {
  const steps = cells.length - 1;
  if (fill >= 1) return cells[steps] ?? '';
  if (fill <= 0) return cells[0] ?? '';
  return cells[Math.min(steps - 1, Math.max(1, Math.floor(fill * steps)))] ?? '';
}

function label(row: number): string {
  if (row === ROWS - 1) return '100 %';
  return row === 0 ? '  0 %' : '     ';
}

function axis(fromUs: number, toUs: number): string {
  const from = formatInstantUs(fromUs).slice(11, 19);
  const seconds = `+${((toUs - fromUs) / 1e6).toFixed(1)} s`;
  const room = COLUMNS - from.length - seconds.length;
  return `${' '.repeat(7)}${from}${' '.repeat(Math.max(1, room))}${seconds}`;
}
