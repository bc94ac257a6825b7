import { readFileSync } from 'node:fs';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  formatDurationMs,
  formatGoDurationNs,
  parseGoDurationMs,
  parseGoDurationNs,
} from '../../src/time/index.js';

interface GoDurations {
  readonly parse: readonly { readonly text: string; readonly ns: string | null }[];
  readonly format: readonly { readonly ns: string; readonly text: string }[];
}

const fromGo = JSON.parse(
  readFileSync(new URL('../fixtures/go-durations.json', import.meta.url), 'utf8'),
) as GoDurations;
const accepted = fromGo.parse.filter((vector) => vector.ns !== null);
const refused = fromGo.parse.filter((vector) => vector.ns === null);

const anyNs = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });

describe('parseGoDurationNs', () => {
  it('reads every text that Go reads, to the same nanosecond', () => {
    const ours = accepted.map(({ text }) => ({ text, ns: String(parseGoDurationNs(text)) }));
    expect(ours).toEqual(accepted);
  });

  it('refuses every text that Go refuses', () => {
    for (const { text } of refused) expect(() => parseGoDurationNs(text), text).toThrow(RangeError);
  });

  it('refuses a sum of 2^64 ns, which wraps around to 0 in Go', () => {
    expect(() => parseGoDurationNs('9223372036854775808ns9223372036854775808ns')).toThrow(RangeError);
  });

  it('reads back every duration that it can write', () => {
    fc.assert(fc.property(anyNs, (ns) => parseGoDurationNs(formatGoDurationNs(ns)) === ns));
  });

  it('either reads a text or refuses it with a RangeError, whatever the text', () => {
    const soup = fc.string({
      unit: fc.constantFrom(...'0123456789.+-hmsnuµμ, dé\n'),
      maxLength: 12,
    });
    fc.assert(
      fc.property(soup, (text) => {
        try {
          return typeof parseGoDurationNs(text) === 'bigint';
        } catch (error) {
          return error instanceof RangeError;
        }
      }),
    );
  });

  it.each([
    ['', 'it is empty'],
    ['1h30', '"30" has no unit'],
    ['3', '"3" has no unit'],
    ['1d', 'unknown unit "d"'],
    ['1,5h', 'unknown unit ","'],
    ['1h.m', 'no number at ".m"'],
    ['ten minutes', 'no number at "ten minutes"'],
    ['300000000h', 'longer than the 292 years that Go can hold'],
  ])('says of %j what is wrong with it', (text, reason) => {
    const message = `not a duration such as 90s or 1h30m: ${JSON.stringify(text)}: ${reason}`;
    expect(() => parseGoDurationNs(text)).toThrow(new RangeError(message));
  });
});

describe('formatGoDurationNs', () => {
  it('writes every duration as Go does', () => {
    const ours = fromGo.format.map(({ ns }) => ({ ns, text: formatGoDurationNs(BigInt(ns)) }));
    expect(ours).toEqual(fromGo.format);
  });

  it.each([2n ** 63n, -(2n ** 63n) - 1n])('refuses %s ns, which Go cannot hold', (ns) => {
    expect(() => formatGoDurationNs(ns)).toThrow(RangeError);
  });
});

describe('parseGoDurationMs', () => {
  it.each([
    ['15m', 900_000],
    ['-1.5s', -1_500],
    ['250us', 0.25],
    ['1ns', 0.000001],
    ['0', 0],
  ])('reads %s as %d ms', (text, ms) => {
    expect(parseGoDurationMs(text)).toBe(ms);
  });
});

describe('formatDurationMs', () => {
  it.each([
    [900_000, '15m0s'],
    [-90_000, '-1m30s'],
    [0.25, '250µs'],
    [1234.567891, '1.234567891s'],
    [0, '0s'],
    [-0, '0s'],
  ])('writes %d ms as %s', (ms, text) => {
    expect(formatDurationMs(ms)).toBe(text);
  });

  it('writes whole milliseconds so that they read back the same', () => {
    fc.assert(fc.property(fc.integer(), (ms) => parseGoDurationMs(formatDurationMs(ms)) === ms));
  });

  it.each([Number.NaN, Infinity, -Infinity, 1e16])('refuses %d ms', (ms) => {
    expect(() => formatDurationMs(ms)).toThrow(RangeError);
  });
});
