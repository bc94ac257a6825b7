import { describe, expect, it } from 'vitest';
import { passwordProblem } from '../../src/embedded/password-strength.js';

describe('passwordProblem', () => {
  it('accepts what has 52 bits or more', () => {
    for (const password of ['S0mePassw0rd!x', 'kX7pQ2vLw9Tz', 'correct horse battery staple']) {
      expect(passwordProblem(password), password).toBeNull();
    }
  });

  it('refuses what is short, repeated, a sequence, or too long', () => {
    for (const password of ['', 'a', 'qmxhwzkpfv', 'a'.repeat(60), 'abcdefghijklmnop', 'S0me-'.repeat(13)]) {
      expect(passwordProblem(password), password).not.toBeNull();
    }
  });
});
