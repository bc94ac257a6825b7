import { afterAll, describe, expect, it } from 'vitest';
import { nameOf, POSSIBLE } from './fault-matrix/cells.js';
import { problemsOf } from './fault-matrix/judge-cell.js';
import { faultMatrixText } from './fault-matrix/print-matrix.js';
import { type CellResult, runCell } from './fault-matrix/run-cell.js';

describe('a run in which something goes wrong for a while', () => {
  const results: CellResult[] = [];

  afterAll(() => {
    process.stdout.write(faultMatrixText(results));
  });

  it.concurrent.each(POSSIBLE.map((cell) => [nameOf(cell), cell] as const))(
    'ends as it has to, and leaves nothing: %s',
    async (_, cell) => {
      const result = await runCell(cell);
      results.push(result);
      expect(problemsOf(result), result.said.join('\n')).toEqual([]);
    },
    120_000,
  );
});
