import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { formatInstantUs, instantFromUs, parseInstant } from '../../src/time/index.js';

const NINE_MS = Date.UTC(2026, 10, 23, 9, 0);

describe('parseInstant', () => {
  it.each([
    ['2026-11-23T09:00:00Z', 0],
    ['2026-11-23T09:00:00.5Z', 500_000],
    ['2026-11-23T09:00:00.994332Z', 994_332],
    ['2026-11-23T09:00:00.000001Z', 1],
    ['2026-11-23T10:00:00.25+01:00', 250_000],
    ['2026-11-23T03:30:00-05:30', 0],
    ['2026-11-24T08:59:00+23:59', 0],
    ['2026-11-23T09:00:00+00:00', 0],
    ['2026-11-23T09:00:00-00:00', 0],
    ['2026-11-23t09:00:00z', 0],
  ])('reads %s', (text, us) => {
    expect(parseInstant(text)).toEqual({ us: NINE_MS * 1000 + us, text });
  });

  it('cuts digits behind the microseconds, whatever the sign', () => {
    expect(parseInstant('1970-01-01T00:00:00.0000019Z').us).toBe(1);
    expect(parseInstant('1969-12-31T23:59:59.9999999Z').us).toBe(-1);
    expect(parseInstant('1970-01-01T00:00:00.12345678901234567890Z').us).toBe(123_456);
  });

  it("reads Go's zero time", () => {
    expect(parseInstant('0001-01-01T00:00:00Z').us).toBe(-62_135_596_800_000_000);
  });

  it.each([
    ['0000-01-01T00:00:00Z', -62_167_219_200_000],
    ['0050-06-01T00:00:00Z', -60_576_249_600_000],
    ['1900-02-28T23:59:59Z', -2_203_891_201_000],
    ['2024-02-29T00:00:00Z', 1_709_164_800_000],
    ['9999-12-31T23:59:59Z', 253_402_300_799_000],
  ])('knows the calendar of %s', (text, ms) => {
    expect(parseInstant(text).us).toBe(ms * 1000);
  });

  it.each([
    '',
    'yesterday',
    '2026-11-23',
    '2026-11-23T09:00:00',
    '2026-11-23 09:00:00Z',
    '2026-11-23T09:00Z',
    '2026-11-23T09:00:00,5Z',
    '2026-11-23T09:00:00.Z',
    '2026-11-23T9:00:00Z',
    '2026-11-23T24:00:00Z',
    '2026-11-23T09:60:00Z',
    '2026-11-23T23:59:60Z',
    '2026-11-23T09:00:00+24:00',
    '2026-11-23T09:00:00+01:60',
    '2026-11-23T09:00:00+0100',
    '2026-00-23T09:00:00Z',
    '2026-13-23T09:00:00Z',
    '2026-11-00T09:00:00Z',
    '2026-11-31T09:00:00Z',
    '2026-02-29T09:00:00Z',
    '1900-02-29T09:00:00Z',
    '+002026-11-23T09:00:00Z',
    '2026-11-23T09:00:00Z\n',
    '٢026-11-23T09:00:00Z',
  ])('refuses %j', (text) => {
    expect(() => parseInstant(text)).toThrow(RangeError);
  });

  it('agrees with Date on every whole millisecond of four digit years', () => {
    const dates = fc.date({
      min: new Date(Date.UTC(1685, 0)),
      max: new Date(Date.UTC(2255, 0)),
      noInvalidDate: true,
    });
    fc.assert(fc.property(dates, (date) => parseInstant(date.toISOString()).us === date.getTime() * 1000));
  });
});

describe('formatInstantUs', () => {
  it.each([
    [0, '1970-01-01T00:00:00Z'],
    [1, '1970-01-01T00:00:00.000001Z'],
    [-1, '1969-12-31T23:59:59.999999Z'],
    [NINE_MS * 1000 + 500_000, '2026-11-23T09:00:00.5Z'],
    [NINE_MS * 1000 + 994_330, '2026-11-23T09:00:00.99433Z'],
    [-62_135_596_800_000_000, '0001-01-01T00:00:00Z'],
    [-62_167_219_200_000_000, '0000-01-01T00:00:00Z'],
    [253_402_300_799_000_000, '9999-12-31T23:59:59Z'],
  ])('writes %d as Go does', (us, text) => {
    expect(formatInstantUs(us)).toBe(text);
  });

  it.each([0.5, Number.NaN, Infinity, -62_167_219_200_000_032, 253_402_300_800_000_000])(
    'refuses %d',
    (us) => {
      expect(() => formatInstantUs(us)).toThrow(RangeError);
    },
  );

  it('writes what reads back the same', () => {
    const exact = fc.integer({ min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER });
    fc.assert(fc.property(exact, (us) => parseInstant(formatInstantUs(us)).us === us));
  });
});

describe('instantFromUs', () => {
  it('has the text that is written for it', () => {
    expect(instantFromUs(1_500_000)).toEqual({ us: 1_500_000, text: '1970-01-01T00:00:01.5Z' });
  });
});
