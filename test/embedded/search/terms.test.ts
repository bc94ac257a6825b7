import { describe, expect, it } from 'vitest';
import { parseTerms } from '../../../src/embedded/search/terms.js';

describe('parseTerms', () => {
  const read = (text: string) => [...parseTerms(text, (word) => [['bare', word]])];

  it('reads terms of key and value in lower case, with quotes around what holds spaces or colons', () => {
    expect(read('')).toEqual([]);
    expect(read('  Foo ')).toEqual([['bare', 'foo']]);
    expect(read('name:"a b" At:"10:30"')).toEqual([
      ['name', 'a b'],
      ['at', '10:30'],
    ]);
    expect(read('"a:b c"')).toEqual([['bare', 'a:b c']]);
  });
});
