import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { randomPassword } from '../../../src/scaletest/createusers/index.js';

describe('randomPassword', () => {
  it('gives 28 letters and digits of all three kinds, another each time', () => {
    const passwords = Array.from({ length: 2_000 }, () => randomPassword(randomBytes));
    expect(new Set(passwords).size).toBe(passwords.length);
    for (const password of passwords) {
      expect(password).toMatch(/^[a-zA-Z0-9]{28}$/);
      expect(password).toMatch(/[a-z]/);
      expect(password).toMatch(/[A-Z]/);
      expect(password).toMatch(/[0-9]/);
    }
  });

  it('draws again when a kind is missing', () => {
    let draws = 0;
    const password = randomPassword((count) => {
      draws += 1;
      return draws === 1 ? new Uint8Array(count) : randomBytes(count);
    });
    expect(password).not.toBe('a'.repeat(28));
    expect(draws).toBeGreaterThan(1);
  });

  it('uses every character about equally often', () => {
    const counts = new Map<string, number>();
    const text = Array.from({ length: 4_000 }, () => randomPassword(randomBytes)).join('');
    for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
    expect(counts.size).toBe(62);
    const fair = text.length / 62;
    for (const count of counts.values()) expect(Math.abs(count - fair) / fair).toBeLessThan(0.15);
  });
});
