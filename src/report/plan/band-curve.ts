import type { ReadyCurve } from '../../plan/index.js';
import { msText } from './plan-words.js';

/** What is usable on all mornings but the slowest; what is on at least half of them; and on the fastest only. */
interface Cells {
  readonly sure: string;
  readonly likely: string;
  readonly possible: string;
  readonly axis: string;
}

const UNICODE: Cells = { sure: '█', likely: '▓', possible: '░', axis: '│' };
const ASCII: Cells = { sure: '#', likely: '+', possible: '.', axis: '|' };

const COLUMNS = 60;
const ROWS = 10;

/**
 * A curve with its band as a chart of text: share over time, filled up to where it is even on a slow morning, and in
 * lighter cells where it is on others. Empty where nobody ever is usable.
 */
export function bandCurve(curve: ReadyCurve, ascii: boolean): readonly string[] {
  const endMs = lastFinite(curve);
  if (endMs === null) return [];
  const cells = ascii ? ASCII : UNICODE;
  const columns = Array.from({ length: COLUMNS }, (_, i) => {
    const ms = (endMs * (i + 1)) / COLUMNS;
    return {
      sure: shareAt(curve.shares, curve.highMs, ms),
      likely: shareAt(curve.shares, curve.medianMs, ms),
      possible: shareAt(curve.shares, curve.lowMs, ms),
    };
  });
  const rows = Array.from({ length: ROWS }, (_, i) => ROWS - i).map((row) => {
    // A cell shows what holds in the middle of its height.
    const height = (row - 0.5) / ROWS;
    const line = columns.map(({ likely, possible, sure }) => {
      if (sure >= height) return cells.sure;
      if (likely >= height) return cells.likely;
      return possible >= height ? cells.possible : ' ';
    });
    return `${label(row)} ${cells.axis}${line.join('')}`.trimEnd();
  });
  const end = `+${msText(endMs)}`;
  const legend = `${cells.sure} on 95 of 100 mornings  ${cells.likely} on half of them  ${cells.possible} on 5 of them`;
  return [...rows, `${' '.repeat(7)}due${end.padStart(COLUMNS - 3)}`, `${' '.repeat(7)}${legend}`];
}

/** The greatest share that is reached by a time. */
export function shareAt(shares: readonly number[], timesMs: readonly number[], ms: number): number {
  let [low, high] = [0, timesMs.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((timesMs[middle] ?? Number.POSITIVE_INFINITY) <= ms) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? 0 : (shares[low - 1] ?? 0);
}

/** Until when anything of a curve happens; `null`: nothing does. */
export function lastFinite({ highMs, lowMs, medianMs }: ReadyCurve): number | null {
  const times = [...highMs, ...medianMs, ...lowMs].filter(Number.isFinite);
  return times.length === 0 ? null : times.reduce((most, ms) => Math.max(most, ms), 1);
}

function label(row: number): string {
  if (row === ROWS) return '100 %';
  if (row === 1) return '  0 %';
  return row === ROWS / 2 ? ' 50 %' : '     ';
}
