import { createRequire } from 'node:module';
import type * as HdrHistogram from 'hdr-histogram-js';

/** Latencies in the format that HdrHistogram tools of all languages read and merge. */
export interface HdrExport {
  /** HdrHistogram V2, compressed, as base64; values are whole microseconds, 3 significant digits (0.1 %). */
  readonly base64: string;
  /** How many latencies it holds. */
  readonly n: number;
  /** How many were left out because they never ended: the format has no place for them. */
  readonly infinite: number;
}

/** One day: the range is part of the format, and the same for all so that histograms merge; it grows when exceeded. */
const RANGE_US = 86_400_000_000;

/**
 * Latencies as a compressed HdrHistogram (format V2).
 * @param latenciesMs - Milliseconds from 0 in any order, rounded to whole microseconds; Infinity for what never ended.
 * @throws RangeError if one is negative or not a number.
 */
export function hdrExport(latenciesMs: Iterable<number>): HdrExport {
  const { build, encodeIntoCompressedBase64 } = library();
  const histogram = build({
    bitBucketSize: 32,
    highestTrackableValue: RANGE_US,
    numberOfSignificantValueDigits: 3,
  });
  let n = 0;
  let infinite = 0;
  for (const latencyMs of latenciesMs) {
    if (!(latencyMs >= 0))
      throw new RangeError(`a latency is a number of milliseconds from 0; got ${latencyMs}`);
    if (latencyMs === Number.POSITIVE_INFINITY) {
      infinite++;
    } else {
      histogram.recordValue(Math.round(latencyMs * 1000));
      n++;
    }
  }
  return { base64: encodeIntoCompressedBase64(histogram), n, infinite };
}

/** Loaded on first use: it takes tens of milliseconds and megabytes, which a run without this export need not pay. */
function library(): typeof HdrHistogram {
  return createRequire(import.meta.url)('hdr-histogram-js') as typeof HdrHistogram;
}
