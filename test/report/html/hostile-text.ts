import fc from 'fast-check';

/** Text out of pieces that have broken pages. */
export const hostileText = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '<script>alert(1)</script>',
        '</script>',
        '<!--',
        '-->',
        ']]>',
        '"',
        "'",
        '&',
        '&lt;',
        '<img src=x onerror=alert(1)>',
        '\u202E',
        '\u0000',
        '\uD800',
        '\u2028',
        '$&',
        'javascript:',
        '`',
      ),
      fc.string({ unit: 'binary', maxLength: 8 }),
    ),
    { maxLength: 6 },
  )
  .map((pieces) => pieces.join(''));
