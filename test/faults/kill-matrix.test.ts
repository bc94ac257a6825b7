import { describe, expect, it } from 'vitest';
import { fewOf, type KillPoint, pointName, pointsOf } from './kill-matrix/points.js';
import { type PointResult, problemsOf, recordsOfARun, runPoint } from './kill-matrix/run-point.js';

const points = pointsOf(await recordsOfARun());

describe('a run that is killed at a record of its journal', () => {
  const results: PointResult[] = [];

  it('has a record for each thing that it makes and removes', () => {
    const types = new Set(points.map(({ type }: KillPoint) => type));
    for (const type of ['head', 'user_intent', 'user_created', 'workspace_intent', 'workspace_created'])
      expect(types).toContain(type);
    for (const type of ['schedule_intent', 'schedule_cleared', 'workspace_deleted', 'user_deleted', 'closed'])
      expect(types).toContain(type);
  });

  it.concurrent.each(fewOf(points).map((point) => [pointName(point), point] as const))(
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
