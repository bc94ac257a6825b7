import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { COMPARISONS } from '../../src/thresholds/comparisons.js';
import { parseThreshold } from '../../src/thresholds/index.js';
import { COUNT_METRICS, LATENCY_FAMILIES } from '../../src/thresholds/metrics.js';

const PAGE = readFileSync('docs/thresholds.md', 'utf8');

function section(heading: string): string {
  const [, rest = ''] = PAGE.split(`\n## ${heading}\n`);
  return rest.split('\n## ')[0] ?? '';
}

function named(heading: string): string[] {
  return [...section(heading).matchAll(/^\| `(\w+)` \|/gm)].map((row) => row[1] ?? '');
}

describe('docs/thresholds.md', () => {
  it('has every latency, and no other', () => {
    expect(named('Latencies').toSorted()).toEqual(
      LATENCY_FAMILIES.map((family) => `${family}_pX`).toSorted(),
    );
  });

  it('has every count, and no other', () => {
    expect(named('Counts').toSorted()).toEqual(COUNT_METRICS.toSorted());
  });

  it('has every comparison, and no other', () => {
    const line = /^ *comparison += (.*)$/m.exec(section('Grammar'))?.[1] ?? '';
    expect([...line.matchAll(/"([^"]+)"/g)].map((match) => match[1])).toEqual(COMPARISONS);
  });

  it('has examples that can be read', () => {
    const examples = [...PAGE.matchAll(/--threshold '([^']+)'/g)].map((match) => match[1] ?? '');
    expect(examples.length).toBeGreaterThan(2);
    for (const text of examples) expect(parseThreshold(text).text).toBe(text);
  });
});
