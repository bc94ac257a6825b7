import type { KillPoint } from './points.js';
import { pointName } from './points.js';
import { type PointResult, problemsOf } from './run-point.js';

/** The matrix of kills as a table for a terminal, with counts. */
export function killMatrixText(points: readonly KillPoint[], results: readonly PointResult[]): string {
  const byName = new Map(results.map((result) => [pointName(result.point), result]));
  const bad = results.filter((result) => problemsOf(result).length > 0);
  const cellText = (point: KillPoint): string => {
    const result = byName.get(pointName(point));
    if (result === undefined) return '?';
    return problemsOf(result).length > 0 ? `!${result.found}` : String(result.found);
  };
  const rows = [...new Set(points.map(({ type }) => type))].flatMap((type) =>
    (['before', 'after'] as const).map((side) => {
      const row = points.filter((point) => point.type === type && point.side === side);
      return `${type.padEnd(20)}${side.padEnd(8)}${row.map((point) => cellText(point).padStart(4)).join('')}`;
    }),
  );
  const found = results.filter((result) => result.found > 0).length;
  return [
    '',
    'Kills before and after each record of a run; in each cell the users, workspaces and schedules that the kill left',
    'behind and cleanup removed; ! failed, ? not run',
    '',
    ...rows,
    '',
    ...bad.map((result) => `failed: ${pointName(result.point)}: ${problemsOf(result).join('; ')}`),
    `kill matrix: ${results.length} points of ${points.length}, ${results.length - bad.length} passed, ${bad.length} failed; ` +
      `${found} of them left something to clean; ${results.reduce((sum, result) => sum + result.found, 0)} things removed`,
    '',
  ].join('\n');
}
