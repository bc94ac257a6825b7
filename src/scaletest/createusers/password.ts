import { type RandomBytes, randomText } from '../names/index.js';

const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const DIGITS = '0123456789';
const LENGTH = 28;

/**
 * A random password: 28 letters and digits of all three kinds, uniform among all such, with 166 bits of entropy.
 * A server asks for 52 bits and at most 64 bytes (Coder API contract, password).
 */
export function randomPassword(randomBytes: RandomBytes): string {
  for (;;) {
    const password = randomText(randomBytes, LOWER + UPPER + DIGITS, LENGTH);
    if (/[a-z]/.test(password) && /[A-Z]/.test(password) && /[0-9]/.test(password)) {
      return password;
    }
  }
}
