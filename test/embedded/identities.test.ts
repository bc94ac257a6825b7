import { describe, expect, it } from 'vitest';
import { Identities } from '../../src/embedded/identities.js';
import { seededBytes } from './harness.js';

describe('Identities', () => {
  it('are UUIDs of version 4, different for each kind and number, the same whenever asked for', () => {
    const identities = new Identities(seededBytes('a'));
    const first = identities.of('build', 7);
    expect(first).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    const others = [
      identities.of('build', 8),
      identities.of('job', 7),
      new Identities(seededBytes('b')).of('build', 7),
    ];
    expect(new Set([first, ...others]).size).toBe(4);
    expect(identities.of('build', 7)).toBe(first);
    expect(new Identities(seededBytes('a')).of('build', 7)).toBe(first);
    expect(identities.once('build', 7)).toBe(first);
  });
});
