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
    ['saturday 08:58', '2026-12-05T08:58:00.000Z'],
    ['saturday 14:30', '2026-12-05T14:30:00.000Z'],
    ['saturday 14:31', '2026-11-28T14:31:00.000Z'],
    ['SATURDAY  9:05', '2026-12-05T09:05:00.000Z'],
    ['8:58', '2026-11-28T08:58:00.000Z'],
    ['2026-11-23t08:58:00z', '2026-11-23T08:58:00.000Z'],
    ['Weekday 08:58', '2026-11-30T08:58:00.000Z'],
    ['weekday 08:58', '2026-11-30T08:58:00.000Z'],
    ['friday 00:00', '2026-12-04T00:00:00.000Z'],
  ])('takes %o for %s', (text, expected) => {
    expect(at(text)).toBe(expected);
  });

  it('takes a weekday for the next one while today’s is still to come, and else never for today', () => {
    const friday = Date.UTC(2026, 10, 27, 7, 30);
    const on = (text: string) => new Date(startMsAt(parseStartAt(text), friday)).toISOString();
    expect(on('friday 08:00')).toBe('2026-11-27T08:00:00.000Z');
    expect(on('friday 07:00')).toBe('2026-12-04T07:00:00.000Z');
    expect(on('weekday 07:00')).toBe('2026-11-30T07:00:00.000Z');
  });

  it.each([
    '',
    'now',
    '24:00',
    '08:60',
    'someday 08:58',
    '2026-11-23',
    '1969-12-31T23:59:59Z',
    '1999-12-31T23:59:59Z',
    '2200-01-01T00:00:00Z',
    '9999-12-31T23:59:59Z',
  ])('refuses %o', (text) => {
    expect(() => parseStartAt(text)).toThrow(/^must /);
  });
});
