import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type PlanReport, renderPlan } from '../../../src/report/index.js';
import { expanded, firstCells, keyPaths } from '../documented-keys.js';
import {
  bent,
  checked,
  judged,
  missedTarget,
  predicted,
  sized,
  staggered,
  swept,
  TWO_RUSHES,
} from './sample.js';

function written(reports: readonly PlanReport[]): ReadonlySet<string> {
  return new Set(
    reports.flatMap((report) => keyPaths(JSON.parse(renderPlan('json', report, { ascii: false })))),
  );
}

describe('docs/plan-json.md', () => {
  it('has every key of the JSON of every answer, each once, and no other', () => {
    const page = readFileSync(new URL('../../../docs/plan-json.md', import.meta.url), 'utf8');
    const keys = written([
      predicted(),
      predicted(TWO_RUSHES),
      judged(),
      missedTarget(),
      sized(),
      staggered(),
      staggered(TWO_RUSHES),
      bent(),
      swept(),
      checked(),
    ]);
    // A whole that is null somewhere is documented by its parts.
    const parts = [...keys].filter((key) => ![...keys].some((other) => other.startsWith(`${key}.`)));
    expect(firstCells(page).flatMap(expanded).sort()).toEqual(parts.sort());
  });
});
