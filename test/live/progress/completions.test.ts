import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Completions } from '../../../src/live/progress/completions.js';

describe('Completions', () => {
  it('loses none, whatever the parts', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -5_000, max: 700_000 })),
        fc.integer({ min: 1, max: 600_000 }),
        fc.integer({ min: 1, max: 80 }),
        (ends, spanMs, parts) => {
          const completions = new Completions();
          for (const [index, atMs] of ends.entries()) completions.add(index, atMs);
          const counts = completions.between(0, spanMs, parts);
          expect(counts).toHaveLength(parts);
          expect(counts.reduce((sum, count) => sum + count, 0)).toBe(ends.length);
          expect(completions.latest?.atMs).toBe(ends.length === 0 ? undefined : Math.max(...ends));
        },
      ),
    );
  });

  it('has no parts of no time', () => {
    expect(new Completions().between(5, 5, 10)).toEqual([]);
  });
});
