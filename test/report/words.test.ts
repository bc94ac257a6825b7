import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { displayWidth } from '../../src/report/display-width.js';
import { textTable } from '../../src/report/text/text-table.js';
import { cutText, wrapText } from '../../src/report/words.js';

describe('displayWidth', () => {
  it.each([
    ['', 0],
    ['storm', 5],
    ['größe', 5],
    ['日本語', 6],
    ['한국어', 6],
    ['ひらがな', 8],
    ['ｶﾀｶﾅ', 4],
    ['ＡＢ', 4],
    ['e\u0301', 1],
    ['🚀', 2],
    ['𠮷', 2],
    ['│█', 2],
    ['…×', 2],
  ])('of %s is %i', (text, columns) => {
    expect(displayWidth(text)).toBe(columns);
  });
});

describe('cutText', () => {
  it.each([
    ['abcdefgh', 8, 'abcdefgh'],
    ['abcdefghi', 8, 'abcde...'],
    ['日本語', 6, '日本語'],
    ['日本語の名', 8, '日本...'],
    ['cafe\u0301 noir', 7, 'cafe\u0301...'],
  ])('makes of %s for %i columns: %s', (text, columns, cut) => {
    expect(cutText(text, columns)).toBe(cut);
  });
});

describe('wrapText', () => {
  it('keeps a number with its unit', () => {
    expect(wrapText('it took 12.3 s in all', 12)).toEqual(['it took', '12.3 s in', 'all']);
    expect(wrapText('of all 80 % are', 10)).toEqual(['of all', '80 % are']);
    expect(wrapText('the 5 starts', 6)).toEqual(['the 5', 'starts']);
  });

  it('counts wide characters as two, and breaks only words that are longer than a line', () => {
    expect(wrapText('日本語 日本', 8)).toEqual(['日本語', '日本']);
    expect(wrapText('日本語日本', 4)).toEqual(['日本', '語日', '本']);
    expect(wrapText('日', 1)).toEqual(['日']);
  });

  it('loses nothing and keeps the width, whatever the text', () => {
    const anyText = fc.array(fc.constantFrom('a', '日', 'e\u0301', '🚀', ' ', '7', '7 s', '1 %'), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(anyText, fc.integer({ min: 4, max: 20 }), (parts, columns) => {
        const text = parts.join('');
        const lines = wrapText(text, columns);
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
        for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(columns);
      }),
    );
  });
});

describe('textTable', () => {
  it('aligns columns of wide characters', () => {
    expect(
      textTable([
        ['日本', 'n'],
        ['abcde', '12'],
      ]),
    ).toEqual(['日本    n', 'abcde  12']);
  });
});
