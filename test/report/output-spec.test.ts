import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  OUTPUT_FORMATS,
  type OutputFormat,
  outputConflicts,
  parseOutputSpec,
} from '../../src/report/index.js';
import { ConfigError } from '../../src/storm/index.js';

const FORMATS = Object.keys(OUTPUT_FORMATS) as OutputFormat[];

describe('parseOutputSpec', () => {
  it.each([
    ['text', 'text', null],
    ['json:', 'json', null],
    ['json:-', 'json', null],
    ['json:/x/y.json', 'json', '/x/y.json'],
    ['harness-json:a b.json', 'harness-json', 'a b.json'],
    ['json:C:\\reports\\a.json', 'json', 'C:\\reports\\a.json'],
    ['text:./-', 'text', './-'],
  ])('reads %s as %s to %s', (text, format, path) => {
    expect(parseOutputSpec(text)).toEqual({ format, path });
  });

  it.each(['', 'xml', 'JSON', ':x', 'json ', 'toString', '/x/y.json'])(
    'refuses %j and names what there is',
    (text) => {
      expect(() => parseOutputSpec(text)).toThrow(ConfigError);
      expect(() => parseOutputSpec(text)).toThrow(
        `must be ${FORMATS.slice(0, -1).join(', ')} or ${FORMATS.at(-1)}`,
      );
      expect(() => parseOutputSpec(text)).toThrow(`'${text}'`);
    },
  );

  it('takes any file name', () => {
    fc.assert(
      fc.property(fc.constantFrom(...FORMATS), fc.string({ minLength: 1 }), (format, path) => {
        fc.pre(path !== '-');
        expect(parseOutputSpec(`${format}:${path}`)).toEqual({ format, path });
      }),
    );
  });
});

describe('outputConflicts', () => {
  const conflicts = (...texts: readonly string[]) => outputConflicts(texts.map(parseOutputSpec));

  it('has nothing against one output on standard output and any number in files', () => {
    expect(conflicts('text', 'json:a.json', 'harness-json:b.json')).toEqual([]);
    expect(conflicts()).toEqual([]);
  });

  it('refuses a second output on standard output, however it is spelled', () => {
    expect(conflicts('text', 'json:-', 'harness-json')).toEqual([
      expect.stringContaining('not text and json and harness-json'),
    ]);
  });

  it('refuses two outputs in one file, and reports every problem', () => {
    const problems = conflicts('text', 'json', 'json:a.json', 'text:./a.json');
    expect(problems).toHaveLength(2);
    expect(problems[1]).toMatch(/a\.json is named more than once/);
  });
});
