import { describe, expect, it } from 'vitest';
import { parseStartAt, startMsAt } from '../../../src/cli/flags/start-at.js';

/** Saturday, 14:30 UTC. */
const NOW_MS = Date.UTC(2026, 10, 28, 14, 30);
const at = (text: string) => new Date(startMsAt(parseStartAt(text), NOW_MS)).toISOString();

describe('--start-at', () => {
  it.each([
    ['2026-11-23T08:58:00Z', '2026-11-23T08:58:00.000Z'],
    ['2026-11-23T09:58:00.5+01:00', '2026-11-23T08:58:00.500Z'],
    ['08:58', '2026-11-28T08:58:00.000Z'],
    ['23:59:59', '2026-11-28T23:59:59.000Z'],
    ['monday 08:58', '2026-11-30T08:58:00.000Z'],
    ['Mon 08:58', '2026-11-30T08:58:00.000Z'],
    ['saturday 08:58', '2026-11-28T08:58:00.000Z'],
    ['weekday 08:58', '2026-11-30T08:58:00.000Z'],
    ['friday 00:00', '2026-12-04T00:00:00.000Z'],
  ])('takes %o for %s', (text, expected) => {
    expect(at(text)).toBe(expected);
  });

  it.each(['', 'now', '24:00', '8:58', '08:60', 'someday 08:58', '2026-11-23', '1969-12-31T23:59:59Z'])(
    'refuses %o',
    (text) => {
      expect(() => parseStartAt(text)).toThrow(/^must /);
    },
  );
});
