import { afterAll, describe, expect, it } from 'vitest';
import { pointName, pointsOf } from './kill-matrix/points.js';
import { killMatrixText } from './kill-matrix/print-kills.js';
import { type PointResult, problemsOf, recordsOfARun, runPoint } from './kill-matrix/run-point.js';

const points = pointsOf(await recordsOfARun());

describe('a run that is killed at a record of its journal', () => {
  const results: PointResult[] = [];

  afterAll(() => {
    process.stdout.write(killMatrixText(points, results));
  });

  it.concurrent.each(points.map((point) => [pointName(point), point] as const))(
    'is cleaned up after to the last thing, and nothing of others is: %s',
    async (_, point) => {
      const result = await runPoint(point);
      results.push(result);
      expect(problemsOf(result), result.said).toEqual([]);
    },
    180_000,
  );

  it('had left something in most cases', () => {
    expect(results.filter(({ found }) => found > 0).length).toBeGreaterThan(results.length / 2);
  });
});
