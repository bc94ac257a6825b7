import { describe, expect, it } from 'vitest';
import type { Difference } from '../../../src/comparison/index.js';
import type { ComparisonSide } from '../../../src/report/comparison/comparison-report.js';
import { comparisonHeadline } from '../../../src/report/comparison/comparison-words.js';

/** A side of one run, as far as its headline looks. */
function side(name: 'A' | 'B', successfulRuns: number, due: number): ComparisonSide {
  return { name, runs: [{ report: { results: { due, successfulRuns } } }] } as unknown as ComparisonSide;
}

const FASTER: Difference = {
  kind: 'faster',
  p: 0.5,
  firstMs: 2_000,
  secondMs: 1_000,
  differenceMs: -1_000,
  lowMs: -1_500,
  highMs: -500,
};

describe('comparisonHeadline', () => {
  it('says first who was lost, so that a side that loses many does not look fast', () => {
    const sides = [side('A', 46, 46), side('B', 34, 46)] as const;
    expect(comparisonHeadline({ differences: [FASTER], sides })).toBe(
      'B lost 12 of 46 that were due, A 0 of 46. B is faster than A in p50.',
    );
    const turned = [side('A', 34, 46), side('B', 46, 46)] as const;
    expect(comparisonHeadline({ differences: [FASTER], sides: turned })).toMatch(/^A lost 12 of 46/);
  });

  it('does not speak of it where both lost the same share', () => {
    const sides = [side('A', 9, 10), side('B', 18, 20)] as const;
    expect(comparisonHeadline({ differences: [FASTER], sides })).toBe('B is faster than A in p50.');
  });
});
