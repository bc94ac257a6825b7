/** Four 32-bit words, each an integer in [-2^31, 2^31). */
export type Hash128 = readonly [number, number, number, number];

/**
 * Spreads a text over 128 bits, so that neighboring seeds ("1", "2") share nothing.
 * Stable across releases: a seed printed in a report must give the same run later.
 */
export function hash128(text: string): Hash128 {
  let a = 0x6a09e667 | 0;
  let b = 0xbb67ae85 | 0;
  let c = 0x3c6ef372 | 0;
  let d = 0xa54ff53a | 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, 0x85ebca6b) ^ (b >>> 13);
    b = Math.imul(b ^ unit, 0xc2b2ae35) ^ (c >>> 15);
    c = Math.imul(c ^ unit, 0x9e3779b1) ^ (d >>> 14);
    d = Math.imul(d ^ unit, 0x27d4eb2f) ^ (a >>> 16);
  }
  a = mix32(a ^ text.length);
  b = mix32(b ^ a);
  c = mix32(c ^ b);
  d = mix32(d ^ c);
  a = mix32(a ^ d);
  return [a, b, c, d];
}

/** A bijection of 32-bit integers in which every input bit reaches every output bit (MurmurHash3's last step). */
export function mix32(x: number): number {
  let h = x ^ (x >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** A number in [0, 1) of the upper 53 of 64 random bits. */
export function unitInterval(high: number, low: number): number {
  return ((high >>> 0) * 0x200000 + (low >>> 11)) / 0x20000000000000;
}
