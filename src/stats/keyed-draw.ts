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
  const words = hash128(seed);
  return (concern, sequence) => {
    const stream = streamOf(words, concern);
    return draw(words, stream, keyOf(words, stream, sequence), sequence);
  };
}

/** {@link keyedDraw} for drawing very often of one concern: what does not depend on the sequence is worked out once. */
export function keyedDrawOf(seed: string, concern: number): (sequence: number) => number {
  const words = hash128(seed);
  const stream = streamOf(words, concern);
  const shortKey = keyOf(words, stream, 0);
  return (sequence) => {
    const key = sequence < TWO_TO_32 ? shortKey : keyOf(words, stream, sequence);
    return draw(words, stream, key, sequence);
  };
}

type Words = ReturnType<typeof hash128>;

function streamOf([a]: Words, concern: number): number {
  return mix32(a ^ Math.imul(concern + 1, 0x9e3779b1));
}

function keyOf(words: Words, stream: number, sequence: number): number {
  return mix32(words[1] ^ Math.floor(sequence / TWO_TO_32) ^ stream);
}

function draw(words: Words, stream: number, key: number, sequence: number): number {
  const lower = sequence >>> 0;
  const low = mix32(mix32(lower ^ key) + words[2]);
  const high = mix32(mix32(lower + stream) ^ words[3] ^ low);
  return unitInterval(high, low);
}
