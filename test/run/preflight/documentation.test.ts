import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CHECKS } from '../../../src/run/preflight/index.js';

describe('docs/preflight.md', () => {
  it('has every check in their order, with its rank and whether it may be skipped, and no others', () => {
    const page = readFileSync('docs/preflight.md', 'utf8');
    const rows = [...page.matchAll(/^\| `([\w-]+)` \| (\w+) \| ([\w ]+) \| (.+) \| (.+) \|$/gm)];
    expect(rows.map(([, name, rank, skip]) => [name, rank, skip])).toEqual(
      CHECKS.map(({ name, rank, skippable }) => [name, rank, skippable ? 'by name' : 'always']),
    );
  });
});
