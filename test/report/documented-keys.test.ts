import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseRegressionLimit } from '../../src/comparison/index.js';
import { makeComparison, renderComparison, renderOutput } from '../../src/report/index.js';
import { BUILD_ROW_HEADER } from '../../src/storm/index.js';
import { savedStorm } from './comparison/samples.js';
import { expanded, firstCells, keyPaths } from './documented-keys.js';
import { eventfulReport } from './samples.js';

function page(name: string): string {
  return readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8');
}

describe('the reference pages of reports', () => {
  it('docs/report-json.md has every key of the JSON, each once, and no other', () => {
    const written = new Set(keyPaths(JSON.parse(renderOutput('json', eventfulReport()))));
    expect(firstCells(page('report-json.md')).flatMap(expanded).sort()).toEqual([...written].sort());
  });

  it('docs/compare.md has every key of the JSON, each once, and no other', () => {
    const limits = [parseRegressionLimit('p95=10%')];
    const [a, b] = [savedStorm({ seed: 'aaaaaaaa' }), savedStorm({ seed: 'bbbbbbbb', count: 50 })];
    const comparison = makeComparison([a], [b], { limits, seed: 'nineam', nineamVersion: '0.1.0' });
    const written = new Set(keyPaths(JSON.parse(renderComparison('json', comparison))));
    expect(firstCells(page('compare.md')).flatMap(expanded).sort()).toEqual([...written].sort());
  });

  it('docs/report-csv.md has every column of the CSV in its order, and no other', () => {
    const [header] = renderOutput('csv', eventfulReport()).split('\r\n');
    expect(firstCells(page('report-csv.md')).join(',')).toBe(header);
  });

  it('the CSV begins with the columns of recorded builds', () => {
    expect(renderOutput('csv', eventfulReport()).startsWith(`${BUILD_ROW_HEADER},`)).toBe(true);
  });
});
