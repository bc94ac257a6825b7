import { describe, expect, it } from 'vitest';
import { bandOf } from '../../../src/plan/prediction/band.js';

const counted = (most: number) => Array.from({ length: most }, (_, i) => most - i);

describe('bandOf', () => {
  it('is the 5th, the 50th and the 95th percentile by nearest rank, and says of how many', () => {
    expect(bandOf(counted(100))).toEqual({ low: 5, median: 50, high: 95, replications: 100 });
    expect(bandOf(counted(1_000))).toEqual({ low: 50, median: 500, high: 950, replications: 1_000 });
    expect(bandOf(counted(20))).toEqual({ low: 1, median: 10, high: 19, replications: 20 });
  });

  it('goes from the least to the greatest where there are fewer than twenty', () => {
    for (const n of [1, 2, 10, 19]) {
      expect(bandOf(counted(n))).toMatchObject({ low: 1, high: n, replications: n });
    }
  });

  it('is nothing of no figures, and keeps what is not reached', () => {
    expect(bandOf([])).toBeNull();
    const lost = [1, 2, ...Array(18).fill(Number.POSITIVE_INFINITY)];
    expect(bandOf(lost)).toEqual({ low: 1, median: Infinity, high: Infinity, replications: 20 });
  });
});
