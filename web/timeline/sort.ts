import type { Row } from './rows.js';

/**
 * The rows in the order that was chosen: `finish`, `number`, `outcome`, `total`, or `phase-<its place>`. What has no
 * such time comes last; equal ones stay in the order of their numbers.
 */
export function sortRows(rows: readonly Row[], by: string): readonly Row[] {
  const key = sortKey(by);
  return [...rows].sort((a, b) => key(a) - key(b) || a.number - b.number);
}

function sortKey(by: string): (row: Row) => number {
  if (by === 'finish') return (row) => (row.usable ? row.endMs : row.endMs + NOT_USABLE);
  if (by === 'outcome') return (row) => -row.outcome;
  if (by === 'total') return (row) => (row.usable ? row.dueMs - row.endMs : NOT_USABLE);
  if (by.startsWith('phase-')) {
    const phase = Number(by.slice('phase-'.length));
    return (row) =>
      -(row.phases[phase] ?? (row.unfinished?.phase === phase ? row.unfinished.ms : -NOT_USABLE));
  }
  return (row) => row.number;
}

/** More milliseconds than any storm lasts. */
const NOT_USABLE = 1e12;
