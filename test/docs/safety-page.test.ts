import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const page = readFileSync(join(ROOT, 'docs/safety.md'), 'utf8');

describe('the page on safety', () => {
  it('names only tests that are there', () => {
    const named = [...page.matchAll(/`(test\/[^`]+)`/g)].map(([, path = '']) => path);
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  it('names a test for every guard', () => {
    const rows = page.split('\n').filter((line) => line.startsWith('| ') && line.split('|').length === 5);
    const guards = rows.filter((row) => !/^\| (attempt|what|what happens|one |a journal)/.test(row));
    expect(guards.length).toBeGreaterThan(25);
    for (const row of guards) expect(row.split('|')[3]).toMatch(/`test\/|the same/);
  });

  it('is named by the README', () => {
    expect(readFileSync(join(ROOT, 'README.md'), 'utf8')).toContain('(docs/safety.md)');
  });
});
