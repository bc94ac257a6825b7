import { bandMornings } from '../band-mornings.js';
import { lastFinite, shareAt } from '../curve-shares.js';
import { msText } from '../plan-words.js';
import type { PlanCurve } from '../sections/plan-section.js';

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
export function bandCurve(
  { curve, replications, zero }: Pick<PlanCurve, 'curve' | 'replications' | 'zero'>,
  ascii: boolean,
): readonly string[] {
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
  return [
    ...rows,
    `${' '.repeat(7)}${zero}${end.padStart(COLUMNS - zero.length)}`,
    `${' '.repeat(7)}${legend(replications, cells)}`,
  ];
}

function legend(replications: number, { likely: half, possible: few, sure: most }: Cells): string {
  if (replications === 1) return `${most} on the one morning that was simulated`;
  const { likely, possible, sure } = bandMornings(replications);
  return `${most} on ${sure} of ${replications} mornings  ${half} on ${likely} of them  ${few} on ${possible} of them`;
}

function label(row: number): string {
  if (row === ROWS) return '100 %';
  if (row === 1) return '  0 %';
  return row === ROWS / 2 ? ' 50 %' : '     ';
}
