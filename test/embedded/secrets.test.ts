import { describe, expect, it } from 'vitest';
import { parseToken, Secrets } from '../../src/embedded/secrets.js';
import { seededBytes } from './harness.js';

describe('Secrets', () => {
  it('make tokens of ten and 22 letters and digits', () => {
    const secrets = new Secrets(seededBytes('a'));
    const { id, secret } = secrets.newToken();
    expect(id).toMatch(/^[A-Za-z0-9]{10}$/);
    expect(secret).toMatch(/^[A-Za-z0-9]{22}$/);
    expect(parseToken(`${id}-${secret}`)).toEqual({ id, secret });
    for (const wrong of ['', id, `${id}-`, `${secret}-${id}`, `${id}-${secret}-`, `${id}-${secret}x`]) {
      expect(parseToken(wrong)).toBeNull();
    }
  });

  it('know a secret by its digest, under their own key', () => {
    const secrets = new Secrets(seededBytes('a'));
    const digest = secrets.digest('word');
    expect(secrets.matches('word', digest)).toBe(true);
    expect(secrets.matches('Word', digest)).toBe(false);
    expect(new Secrets(seededBytes('b')).matches('word', digest)).toBe(false);
  });
});
