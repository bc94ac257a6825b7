import { describe, expect, it } from 'vitest';
import { FAULT_KIND_LIST } from '../../src/embedded/faults/index.js';
import { CELLS, COVERING, FEEDS, nameOf } from './fault-matrix/cells.js';
import { problemsOf } from './fault-matrix/judge-cell.js';
import { PHASES } from './fault-matrix/phases.js';
import { runCell } from './fault-matrix/run-cell.js';

describe('a run in which something goes wrong for a while', () => {
  it('is looked at in every fault, every phase and every feed, here at least once', () => {
    expect(CELLS).toHaveLength(FAULT_KIND_LIST.length * PHASES.length * FEEDS.length);
    const covered = <T>(of: (cell: (typeof COVERING)[number]) => T) => new Set(COVERING.map(of));
    expect(covered((cell) => cell.fault)).toEqual(new Set(FAULT_KIND_LIST));
    expect(covered((cell) => cell.phase)).toEqual(new Set(PHASES));
    expect(covered((cell) => cell.feed)).toEqual(new Set(FEEDS));
  });

  it.concurrent.each(COVERING.map((cell) => [nameOf(cell), cell] as const))(
    'ends as it has to, and leaves nothing: %s',
    async (_, cell) => {
      const result = await runCell(cell);
      expect(problemsOf(result), result.said.join('\n')).toEqual([]);
    },
    120_000,
  );
});
