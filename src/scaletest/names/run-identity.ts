import { type RandomBytes, randomText } from './random-text.js';

const PREFIX_ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789';
const PREFIX_LENGTH = 8;

/** What tells one run's resources from those of every other run, earlier or parallel. */
export interface RunIdentity {
  /** A random UUID (version 4); the mark of the run's users carries it. */
  readonly runId: string;
  /** Eight lowercase letters or digits; the names of the run's users and workspaces carry them. */
  readonly prefix: string;
}

/** A fresh identity. Two runs with the same `prefix` are still told apart by their `runId`. */
export function newRunIdentity(randomBytes: RandomBytes): RunIdentity {
  return Object.freeze({
    runId: randomUuid(randomBytes),
    prefix: randomText(randomBytes, PREFIX_ALPHABET, PREFIX_LENGTH),
  });
}

/** RFC 9562, section 5.4: version 4 and variant 10 over random bits. */
function randomUuid(randomBytes: RandomBytes): string {
  const hex = Array.from(randomBytes(16), (byte, at) => {
    const marked = at === 6 ? (byte & 0x0f) | 0x40 : at === 8 ? (byte & 0x3f) | 0x80 : byte;
    return marked.toString(16).padStart(2, '0');
  }).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
