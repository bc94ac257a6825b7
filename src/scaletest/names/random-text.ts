/** A source of random bytes of cryptographic quality: returns `count` fresh bytes. */
export type RandomBytes = (count: number) => Uint8Array;

/**
 * Text of `length` characters, each drawn uniformly and independently from `alphabet`.
 * Bytes that would favor some characters are drawn again.
 * @param alphabet - 1 to 256 different characters of one UTF-16 unit each.
 * @throws RangeError if the alphabet or the length is out of range.
 */
export function randomText(randomBytes: RandomBytes, alphabet: string, length: number): string {
  if (alphabet.length < 1 || alphabet.length > 256) {
    throw new RangeError(`an alphabet has 1 to 256 characters, not ${alphabet.length}`);
  }
  if (!Number.isInteger(length) || length < 0) {
    throw new RangeError(`a length is a whole number from 0, not ${length}`);
  }
  const fair = 256 - (256 % alphabet.length);
  let text = '';
  while (text.length < length) {
    for (const byte of randomBytes(length - text.length)) {
      if (byte < fair && text.length < length) {
        text += alphabet.charAt(byte % alphabet.length);
      }
    }
  }
  return text;
}
