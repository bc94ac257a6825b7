import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { selectRanks } from '../../src/stats/index.js';

const value = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constant(Number.POSITIVE_INFINITY), fc.nat());

describe('selectRanks', () => {
  it('puts at each rank what sorting puts there, and keeps all values', () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 60 }), fc.array(fc.nat()), (values, picks) => {
        const ranks = picks.map((pick) => 1 + (pick % values.length)).sort((a, b) => a - b);
        const list = Float64Array.from(values);
        const sorted = list.toSorted();
        selectRanks(list, ranks);
        expect(ranks.map((rank) => list[rank - 1])).toEqual(ranks.map((rank) => sorted[rank - 1]));
        expect(list.toSorted()).toEqual(sorted);
      }),
    );
  });
});
