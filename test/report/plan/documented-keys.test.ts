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

describe('docs/plan-csv.md', () => {
  it('has every column of the CSV of every answer in its order, and no other', () => {
    const page = readFileSync(new URL('../../../docs/plan-csv.md', import.meta.url), 'utf8');
    const [, ...sections] = page.split(/^## /m);
    const documented = Object.fromEntries(
      sections.map((section) => [section.split('\n')[0], firstCells(section)]),
    );
    const reports = [predicted(), sized(), staggered(), bent(), swept(), checked()];
    const columns = reports.map((report): [string, readonly string[]] => {
      const [header = ''] = renderPlan('csv', report, { ascii: false }).split('\r\n');
      const names = header.split(',');
      const { kind } = report.answer;
      return [kind, kind === 'sweep' ? ['ROWS', 'COLUMNS', ...names.slice(2)] : names];
    });
    expect(documented).toEqual(Object.fromEntries(columns));
  });
});
