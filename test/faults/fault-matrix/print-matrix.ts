import { FAULT_KIND_LIST, FAULT_KINDS } from '../../../src/embedded/faults/index.js';
import { CELLS, type Cell, FEEDS, nameOf } from './cells.js';
import { problemsOf } from './judge-cell.js';
import { PHASES } from './phases.js';
import type { CellResult } from './run-cell.js';

const WIDTH = 10;

/** The matrix as a table for a terminal, with counts and the reasons of what is impossible. */
export function faultMatrixText(results: readonly CellResult[]): string {
  const byName = new Map(results.map((result) => [nameOf(result.cell), result]));
  const bad = results.filter((result) => problemsOf(result).length > 0);
  const fired = results.reduce((sum, result) => sum + result.fired, 0);
  const longestMs = Math.max(0, ...results.map((result) => result.elapsedMs));
  const reasons = new Map<string, number>();
  for (const { impossible } of CELLS) {
    if (impossible !== null) reasons.set(impossible, (reasons.get(impossible) ?? 0) + 1);
  }
  const impossible = [...reasons.values()].reduce((sum, count) => sum + count, 0);
  return [
    '',
    `Faults × phases; in each cell how often the fault fired with ${FEEDS.join(' and with ')}; · impossible, ! failed, ? not run`,
    '',
    ['', ...PHASES].map((text, column) => text.padEnd(column === 0 ? 18 : WIDTH)).join(''),
    ...FAULT_KIND_LIST.map((fault) => {
      const cells = PHASES.map((phase) =>
        FEEDS.map((feed) => {
          const cell = CELLS.find((one) => one.fault === fault && one.phase === phase && one.feed === feed);
          return cell === undefined ? '' : cellText(cell, byName.get(nameOf(cell))).padEnd(4);
        }).join(''),
      );
      return [FAULT_KINDS[fault].name.padEnd(18), ...cells.map((text) => text.padEnd(WIDTH))].join('');
    }),
    '',
    ...[...reasons].map(([reason, count]) => `${String(count).padStart(4)} impossible: ${reason}`),
    ...bad.map((result) => `failed: ${nameOf(result.cell)}: ${problemsOf(result).join('; ')}`),
    '',
    `fault matrix: ${results.length} cells run, ${results.length - bad.length} passed, ${bad.length} failed, ` +
      `${impossible} impossible, of ${CELLS.length}; faults fired ${fired} times; longest cell ${(longestMs / 1000).toFixed(1)} s`,
    '',
  ].join('\n');
}

function cellText(cell: Cell, result: CellResult | undefined): string {
  if (cell.impossible !== null) return '·';
  if (result === undefined) return '?';
  return problemsOf(result).length > 0 ? `!${result.fired}` : String(result.fired);
}
