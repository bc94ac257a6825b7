import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printable } from '../../src/storm/index.js';

describe('printable', () => {
  it('takes from a text what a terminal would obey, and leaves its lines', () => {
    expect(printable('a\u{1b}[2J\u{1b}]0;title\u{7}b\r\nc\td\u{9b}31m')).toBe('a [2J ]0;title b \nc d 31m');
    expect(printable('left\u{202e}right\u{2028}x\ud800y')).toBe('left right x y');
  });

  it('leaves words of any language as they are', () => {
    expect(printable('→ später: 東京, пример 1 %\n')).toBe('→ später: 東京, пример 1 %\n');
  });

  it('leaves nothing to obey in any text, and adds no line', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const shown = printable(text);
        expect(shown.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
        expect(shown.split('\n').length).toBe(text.split('\n').length);
      }),
    );
  });
});
