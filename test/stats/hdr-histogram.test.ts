import fc from 'fast-check';
import { decodeFromCompressedBase64 } from 'hdr-histogram-js';
import { describe, expect, it } from 'vitest';
import { hdrExport, nearestRank } from '../../src/stats/index.js';

const latenciesMs = fc.array(
  fc.integer({ min: 0, max: 7_200_000_000 }).map((us) => us / 1000),
  {
    minLength: 1,
  },
);

describe('hdrExport', () => {
  it('gives back every percentile within 0.1 %, in microseconds', () => {
    fc.assert(
      fc.property(latenciesMs, fc.constantFrom(0.5, 0.95, 0.99, 1), (latencies, p) => {
        const { base64, n } = hdrExport(latencies);
        const histogram = decodeFromCompressedBase64(base64);
        expect(histogram.totalCount).toBe(latencies.length);
        expect(n).toBe(latencies.length);
        const exactUs = Math.round(
          nearestRank(
            latencies.toSorted((a, b) => a - b),
            p,
          ) * 1000,
        );
        const read = histogram.getValueAtPercentile(p * 100);
        expect(read).toBeGreaterThanOrEqual(exactUs);
        expect(read - exactUs).toBeLessThanOrEqual(1 + exactUs / 1000);
      }),
    );
  });

  it('leaves out what never ended, and says how many', () => {
    const exported = hdrExport([1, Number.POSITIVE_INFINITY, 2, Number.POSITIVE_INFINITY]);
    expect(exported).toMatchObject({ n: 2, infinite: 2 });
    expect(exported.base64).toBe(hdrExport([2, 1]).base64);
  });

  it('can be read where nothing ended', () => {
    const { base64, n } = hdrExport([Number.POSITIVE_INFINITY]);
    expect(n).toBe(0);
    expect(decodeFromCompressedBase64(base64).totalCount).toBe(0);
  });

  it('is merged by other tools without loss: the same range for every export, more than a day included', () => {
    const [a, b] = [[1_500, 90_000], [200_000_000]] as const;
    const merged = decodeFromCompressedBase64(hdrExport(a).base64);
    merged.autoResize = true;
    merged.add(decodeFromCompressedBase64(hdrExport(b).base64));
    expect(merged.totalCount).toBe(3);
    expect(Math.abs(merged.getValueAtPercentile(100) / 200_000_000_000 - 1)).toBeLessThan(0.001);
  });

  it('refuses what is no latency', () => {
    for (const wrong of [-1, Number.NaN]) expect(() => hdrExport([wrong])).toThrow(RangeError);
  });
});
