import { describe, expect, it } from 'vitest';
import { RateLimiter } from '../../src/embedded/rate-limiter.js';

describe('RateLimiter', () => {
  it('counts the last window by the share of it that lies within a minute', () => {
    const limiter = new RateLimiter(10);
    for (let i = 0; i < 10; i++) expect(limiter.take('k', 30_000).allowed).toBe(true);
    expect(limiter.take('k', 59_999).allowed).toBe(false);
    expect(limiter.take('k', 60_000)).toMatchObject({ allowed: false, remaining: 0 });
    expect(limiter.take('k', 90_000)).toMatchObject({ allowed: true, remaining: 4 });
    expect(limiter.take('other', 90_000)).toMatchObject({ allowed: true, remaining: 9 });
    expect(limiter.take('k', 180_000)).toMatchObject({ allowed: true, remaining: 9, resetSeconds: 240 });
  });
});
