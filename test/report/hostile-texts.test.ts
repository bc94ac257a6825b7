import fc from 'fast-check';
import { marked } from 'marked';
import { describe, expect, it } from 'vitest';
import { renderOutput } from '../../src/report/index.js';
import { csvRecords } from './parse-csv.js';
import { parseJunit } from './parse-junit.js';
import { hostileReport } from './samples.js';

const SAYINGS = [
  '<script>alert(1)</script>',
  '</failure></testcase>',
  ']]>',
  '<![CDATA[',
  '&amp;&lt;&#0;',
  '"\'`',
  '| a | b |\n|---|---|',
  '\\|',
  '`\\`',
  '``` \n```',
  '</details>',
  '[x](javascript:alert(1))',
  '![x](http://evil.example/a.png)',
  'https://evil.example www.evil.example me@evil.example',
  '@octocat #1 GH-1 owner/repo#2',
  '=cmd|/c calc!A1',
  '+1',
  '-1',
  '@SUM(A1)',
  '\t=1',
  '\r\n=1',
  '"a","b"\r\n',
  '\u{1b}[2J\u{1b}]0;x\u{7}',
  '\u{9b}31m',
  '\u{202e}abc\u{2066}',
  '\u{0}\u{8}\u{b}\u{1f}\u{7f}\u{85}',
  '\u{fffe}\u{ffff}',
  '\ud800',
  '\udc00x',
  '\u{2028}\u{2029}',
  '- x\n\n# y\n\n> z\n\n    code',
  '1. x',
  '$x$ ~~a~~ **b** _c_',
  '__proto__',
];

/** Texts that a server may choose: known tricks, anything at all, and both in any mixture. */
const hostile = fc
  .array(fc.oneof(fc.constantFrom(...SAYINGS), fc.string({ unit: 'binary' }), fc.string()), { maxLength: 4 })
  .map((parts) => parts.join(''));

/** Characters that take no column of their own. */
const DRAWN_OVER = /[\p{Mn}\p{Me}\u1160-\u11ff]/gu;

const holds = (check: (text: string) => void) => {
  for (const text of SAYINGS) check(text);
  fc.assert(fc.property(hostile, check), { numRuns: 200 });
};

describe('texts that a server chooses', () => {
  it('come back from JSON as they were', () => {
    holds((text) => {
      const json = JSON.parse(renderOutput('json', hostileReport(text)));
      expect(json).toMatchObject({
        runs: [{ workspace_name: text, workspace_id: text }, { workspace_name: text }, {}],
        environment: { template: text },
      });
    });
  });

  it('stay in their cells of CSV, come back as they were, and are no formula', () => {
    holds((text) => {
      const rows = csvRecords(renderOutput('csv', hostileReport(text)));
      expect(rows).toHaveLength(3);
      const guarded = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
      expect(rows[1]).toMatchObject({
        workspace: guarded,
        worker_id: guarded,
        initiator: guarded,
        error: guarded,
      });
      for (const row of rows) {
        for (const [name, cell] of Object.entries(row))
          if (!name.endsWith('_ms')) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
      }
    });
  });

  it('leave JUnit well-formed and its cases as many as they are', () => {
    holds((text) => {
      const suites = parseJunit(renderOutput('junit', hostileReport(text)));
      expect(suites.map(({ cases }) => cases.length)).toEqual([1, 3]);
      const shown = suites[1]?.cases[1];
      expect(shown?.failure?.text).toMatch(/outcome: failed\nphase: build\n/);
      expect(shown?.error).toBeNull();
    });
  });

  it('come back from JUnit as they were where XML can hold them', () => {
    const text = 'a<b>&"c\'\td\ne\r\nf ]]> &amp; \u{1f600}';
    const suites = parseJunit(renderOutput('junit', hostileReport(text)));
    expect(suites[1]?.cases[1]?.name).toBe(text);
    expect(suites[1]?.cases[1]?.failure?.text).toContain(text);
  });

  it('can neither add lines to text, nor widen it, nor reach the terminal', () => {
    const lines = (text: string) => renderOutput('text', hostileReport(text)).split('\n');
    holds((text) => {
      for (const line of lines(text)) {
        expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
        expect([...line.replace(DRAWN_OVER, '')].length).toBeLessThanOrEqual(100);
      }
      expect(lines(text).filter((line) => /^Not usable \(2\):$/.test(line))).toHaveLength(1);
    });
  });

  it('cannot make HTML, a link, an image or a cell in Markdown', () => {
    const tags = (text: string) =>
      (marked.parse(renderOutput('markdown', hostileReport(text)), { gfm: true }) as string).match(
        /<\/?[a-z][^>]*>/gi,
      );
    const harmless = tags('harmless');
    holds((text) => {
      expect(tags(text)).toEqual(harmless);
    });
  });

  it('cannot mention anybody or refer to anything in Markdown outside of code', () => {
    holds((text) => {
      const outside = renderOutput('markdown', hostileReport(text)).replace(/`[^`\n]*`/g, '');
      expect(outside).not.toMatch(/@[a-z0-9]|#[0-9]|GH-[0-9]|:\/\/|www\./i);
    });
  });
});
