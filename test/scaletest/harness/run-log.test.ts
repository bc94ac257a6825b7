import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BoundedRunLog } from '../../../src/scaletest/harness/index.js';

const sizeOf = (text: string) => Buffer.byteLength(text, 'utf8');

describe('BoundedRunLog', () => {
  it('keeps everything up to its limit', () => {
    const log = new BoundedRunLog(8);
    log.write('one');
    log.write('two');
    expect(log.text).toBe('one\ntwo\n');
  });

  it('keeps the last lines beyond its limit, and says how much it cut', () => {
    const log = new BoundedRunLog(8);
    for (const line of ['one', 'two', 'six']) log.write(line);
    expect(log.text).toBe('[4 bytes of earlier log cut]\ntwo\nsix\n');
  });

  it('keeps the end of a line that alone exceeds the limit, without half a character', () => {
    const log = new BoundedRunLog(6);
    log.write('größe äöü');
    expect(log.text).toBe('[10 bytes of earlier log cut]\nöü\n');
  });

  it('is empty before anything was written', () => {
    expect(new BoundedRunLog().text).toBe('');
  });

  it('never keeps more than its limit, and accounts for every byte', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.array(fc.string({ unit: 'grapheme', maxLength: 30 }).map((line) => line.replaceAll('\n', ' '))),
        (limit, lines) => {
          const log = new BoundedRunLog(limit);
          for (const line of lines) log.write(line);
          const written = lines.map((line) => `${line}\n`).join('');
          const cut = /^\[(\d+) bytes of earlier log cut\]\n/.exec(log.text);
          const kept = cut === null ? log.text : log.text.slice(cut[0].length);
          expect(sizeOf(kept)).toBeLessThanOrEqual(limit);
          expect(Number(cut?.[1] ?? 0) + sizeOf(kept)).toBe(sizeOf(written));
          expect(written.endsWith(kept)).toBe(true);
        },
      ),
    );
  });

  it.each([0, -1, 2.5])('refuses the limit %s', (limit) => {
    expect(() => new BoundedRunLog(limit)).toThrow(RangeError);
  });
});
