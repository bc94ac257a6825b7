import { hash128, mix32, unitInterval } from './string-hash.js';

const TWO_TO_32 = 0x100000000;

/**
 * Uniform draws without a sequence: each is a function of (seed, concern, sequence) alone, so asking for one
 * never changes another, and the order of asking does not matter. Allocates nothing per draw.
 *
 * @returns `(concern, sequence)` to a number in [0, 1); `concern` names what is drawn (a small whole number),
 * `sequence` whom for (a whole number from 0 to 2^53).
 */
export function keyedDraw(seed: string): (concern: number, sequence: number) => number {
  const [a, b, c, d] = hash128(seed);
  return (concern, sequence) => {
    const lower = sequence >>> 0;
    const upper = Math.floor(sequence / TWO_TO_32);
    const stream = mix32(a ^ Math.imul(concern + 1, 0x9e3779b1));
    const key = mix32(b ^ upper ^ stream);
    const low = mix32(mix32(lower ^ key) + c);
    const high = mix32(mix32(lower + stream) ^ d ^ low);
    return unitInterval(high, low);
  };
}
