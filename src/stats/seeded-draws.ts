import { hash128, unitInterval } from './string-hash.js';

/** The next number of a sequence that is uniform in [0, 1). */
export type UniformDraw = () => number;

/** Outputs dropped before the first draw, so that a poorly mixed state does not show. */
const WARM_UPS = 12;

/**
 * A repeatable sequence of uniform draws: the same seed gives the same numbers on every machine.
 * Generator: sfc32, seeded with a 128-bit hash of the text; 53 random bits a draw.
 */
export function seededDraws(seed: string): UniformDraw {
  let [a, b, c, counter] = hash128(seed);
  const next32 = (): number => {
    const out = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + out;
    c |= 0;
    return out;
  };
  for (let i = 0; i < WARM_UPS; i++) next32();
  return () => {
    const high = next32();
    return unitInterval(high, next32());
  };
}
