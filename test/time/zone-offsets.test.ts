import { describe, expect, it } from 'vitest';

import { TimeZones } from '../../src/time/index.js';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

const zones = new TimeZones();
const utc = (text: string) => Date.parse(text);

describe('TimeZones', () => {
  it('finds a zone once', () => {
    expect(zones.find('Europe/Berlin')).toBe(zones.find('Europe/Berlin'));
  });

  it('does not find what is not a zone, however often it is asked', () => {
    expect(zones.find('Nope/Zone')).toBeUndefined();
    expect(zones.find('Nope/Zone')).toBeUndefined();
  });
});

describe('ZoneOffsets', () => {
  it.each([
    ['UTC', '2026-07-01T00:00:00Z', 0],
    ['Europe/London', '2026-01-01T00:00:00Z', 0],
    ['Europe/Berlin', '2026-01-01T00:00:00Z', HOUR_MS],
    ['Europe/Berlin', '2026-07-01T00:00:00Z', 2 * HOUR_MS],
    ['America/St_Johns', '2026-01-01T00:00:00Z', -3.5 * HOUR_MS],
    ['Pacific/Chatham', '2026-01-01T00:00:00Z', 13.75 * HOUR_MS],
    ['Africa/Monrovia', '1971-01-01T00:00:00Z', -(44 * MINUTE_MS + 30_000)],
  ])('of %s are known at %s', (name, at, offsetMs) => {
    expect(zones.find(name)?.offsetAt(utc(at))).toBe(offsetMs);
  });

  it.each([
    ['Europe/Berlin', '2026-03-29T01:00:00Z', HOUR_MS, 2 * HOUR_MS],
    ['Europe/Berlin', '2026-10-25T01:00:00Z', 2 * HOUR_MS, HOUR_MS],
    ['Australia/Lord_Howe', '2026-10-03T15:30:00Z', 10.5 * HOUR_MS, 11 * HOUR_MS],
    ['America/St_Johns', '2010-03-14T03:31:00Z', -3.5 * HOUR_MS, -2.5 * HOUR_MS],
    ['Pacific/Apia', '2011-12-30T10:00:00Z', -10 * HOUR_MS, 14 * HOUR_MS],
  ])('of %s change to the millisecond at %s', (name, at, beforeMs, afterMs) => {
    const offsets = zones.find(name)!;
    expect(offsets.offsetAt(utc(at) - 1)).toBe(beforeMs);
    expect(offsets.offsetAt(utc(at))).toBe(afterMs);
  });

  it('are constant between changes, and only there', () => {
    const berlin = zones.find('Europe/Berlin')!;
    expect(berlin.constantOffset(utc('2026-03-30T00:00:00Z'), utc('2026-10-24T23:00:00Z'))).toBe(2 * HOUR_MS);
    expect(berlin.constantOffset(utc('2026-03-28T00:00:00Z'), utc('2026-03-30T00:00:00Z'))).toBeUndefined();
    expect(berlin.constantOffset(utc('2026-01-01T00:00:00Z'), utc('2026-12-31T00:00:00Z'))).toBeUndefined();
    expect(zones.find('UTC')?.constantOffset(0, 1e15)).toBe(0);
  });
});
