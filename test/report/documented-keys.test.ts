import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseRegressionLimit } from '../../src/comparison/index.js';
import { makeComparison, renderComparison, renderOutput } from '../../src/report/index.js';
import { BUILD_ROW_HEADER } from '../../src/storm/index.js';
import { savedStorm } from './comparison/samples.js';
import { eventfulReport } from './samples.js';

/** Their keys are names of flags and figures, not of the format. */
const FREE_FORM = ['environment.flags', 'environment.how_obtained'];

function keyPaths(value: unknown, path = ''): readonly string[] {
  if (FREE_FORM.includes(path) || typeof value !== 'object' || value === null) return [path];
  if (Array.isArray(value)) {
    const records = value.filter((element) => typeof element === 'object' && element !== null);
    return records.length === 0 ? [`${path}[]`] : records.flatMap((record) => keyPaths(record, `${path}[]`));
  }
  return Object.entries(value).flatMap(([key, field]) =>
    keyPaths(field, path === '' ? key : `${path}.${key}`),
  );
}

/** `a.{b,c}` as `a.b` and `a.c`. */
function expanded(path: string): readonly string[] {
  const match = /^(.*?)\{([^}]*)\}(.*)$/.exec(path);
  if (match === null) return [path];
  const [, before = '', choices = '', after = ''] = match;
  return choices.split(',').flatMap((choice) => expanded(`${before}${choice}${after}`));
}

function firstCells(page: string): readonly string[] {
  const text = readFileSync(new URL(`../../docs/${page}`, import.meta.url), 'utf8');
  return [...text.matchAll(/^\| `([^`]+)` \|/gm)].map(([, cell = '']) => cell);
}

describe('the reference pages of reports', () => {
  it('docs/report-json.md has every key of the JSON, each once, and no other', () => {
    const written = new Set(keyPaths(JSON.parse(renderOutput('json', eventfulReport()))));
    expect(firstCells('report-json.md').flatMap(expanded).sort()).toEqual([...written].sort());
  });

  it('docs/compare.md has every key of the JSON, each once, and no other', () => {
    const limits = [parseRegressionLimit('p95=10%')];
    const [a, b] = [savedStorm({ seed: 'aaaaaaaa' }), savedStorm({ seed: 'bbbbbbbb', count: 50 })];
    const comparison = makeComparison([a], [b], { limits, seed: 'nineam', nineamVersion: '0.1.0' });
    const written = new Set(keyPaths(JSON.parse(renderComparison('json', comparison))));
    expect(firstCells('compare.md').flatMap(expanded).sort()).toEqual([...written].sort());
  });

  it('docs/report-csv.md has every column of the CSV in its order, and no other', () => {
    const [header] = renderOutput('csv', eventfulReport()).split('\r\n');
    expect(firstCells('report-csv.md').join(',')).toBe(header);
  });

  it('the CSV begins with the columns of recorded builds', () => {
    expect(renderOutput('csv', eventfulReport()).startsWith(`${BUILD_ROW_HEADER},`)).toBe(true);
  });
});
