import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCsv } from '../../src/storm/index.js';

const fieldsOf = (text: string) => readCsv(text).records.map((record) => record.fields);

describe('readCsv', () => {
  it('reads back whatever was written with every field in quotes', () => {
    const rows = fc.array(fc.array(fc.string(), { minLength: 1, maxLength: 4 }), { maxLength: 5 });
    const isNoEmptyLine = (row: readonly string[]) => row.length > 1 || row[0] !== '';
    fc.assert(
      fc.property(rows, fc.constantFrom('\n', '\r\n'), (written, lineEnd) => {
        const text = written
          .map((row) => row.map((field) => `"${field.replaceAll('"', '""')}"`).join(',') + lineEnd)
          .join('');
        expect(fieldsOf(text)).toEqual(written.filter(isNoEmptyLine));
      }),
    );
  });

  it('names the line on which a record begins, past quoted line ends and empty lines', () => {
    const { records } = readCsv('a,b\n\n"1\n2",c\r\nd,e');
    expect(records).toEqual([
      { line: 1, fields: ['a', 'b'] },
      { line: 3, fields: ['1\n2', 'c'] },
      { line: 5, fields: ['d', 'e'] },
    ]);
  });

  it('takes a comma at the end for an empty last field, and passes over a byte order mark', () => {
    expect(fieldsOf('\uFEFFa,\nb,')).toEqual([
      ['a', ''],
      ['b', ''],
    ]);
  });

  it('says where a quote is not closed', () => {
    expect(readCsv('a,b\nc,"d\ne').openQuoteLine).toBe(2);
    expect(readCsv('a,"b"').openQuoteLine).toBeNull();
  });
});
