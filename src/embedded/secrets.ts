import { createHmac, timingSafeEqual } from 'node:crypto';
import type { RandomBytes } from './options.js';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
/** Bytes from here on would make the first letters likelier than the others. */
const FAIR_BYTES = 256 - (256 % ALPHABET.length);

const KEY_ID_LENGTH = 10;
const SECRET_LENGTH = 22;

/** A session token as clients send it, `<id>-<secret>`, in its two parts. */
export interface TokenParts {
  readonly id: string;
  readonly secret: string;
}

/** The parts of a token; `null` if the text has not the form of one. */
export function parseToken(text: string): TokenParts | null {
  const [id = '', secret = '', ...rest] = text.split('-');
  const wellFormed = rest.length === 0 && id.length === KEY_ID_LENGTH && secret.length === SECRET_LENGTH;
  return wellFormed ? { id, secret } : null;
}

/**
 * Makes tokens, and digests of tokens and passwords. Only digests are stored: a fast keyed hash, because a slow one
 * protects a stolen database, and this one lives in memory beside its key.
 */
export class Secrets {
  readonly #randomBytes: RandomBytes;
  /** Of the digests; without it they say nothing. */
  readonly key: Uint8Array;

  /** @param key - Of digests that were saved; else a new one is drawn. */
  constructor(randomBytes: RandomBytes, key: Uint8Array = randomBytes(32)) {
    this.#randomBytes = randomBytes;
    this.key = key;
  }

  newToken(): TokenParts {
    return { id: this.#text(KEY_ID_LENGTH), secret: this.#text(SECRET_LENGTH) };
  }

  /** A password nobody knows. */
  newPassword(): string {
    return this.#text(SECRET_LENGTH);
  }

  digest(secret: string): Uint8Array {
    return createHmac('sha256', this.key).update(secret).digest();
  }

  /** Whether a secret has this digest; takes the same time either way. */
  matches(secret: string, digest: Uint8Array): boolean {
    return timingSafeEqual(this.digest(secret), digest);
  }

  #text(length: number): string {
    let text = '';
    while (text.length < length) {
      for (const byte of this.#randomBytes(length - text.length)) {
        if (byte < FAIR_BYTES) text += ALPHABET.charAt(byte % ALPHABET.length);
      }
    }
    return text;
  }
}
