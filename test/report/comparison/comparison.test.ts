import fc from 'fast-check';
import { marked, type Token, type Tokens } from 'marked';
import { describe, expect, it } from 'vitest';
import { parseRegressionLimit } from '../../../src/comparison/index.js';
import {
  COMPARISON_FORMATS,
  type ComparisonFormat,
  type ComparisonReport,
  makeComparison,
  renderComparison,
  type SavedRun,
} from '../../../src/report/index.js';
import { hostileText } from '../html/hostile-text.js';
import { savedStorm } from './samples.js';

const FORMATS = Object.keys(COMPARISON_FORMATS) as readonly ComparisonFormat[];
const OPTIONS = { limits: [], seed: 'nineam', nineamVersion: '0.1.0' };

function compared(
  first: readonly SavedRun[],
  second: readonly SavedRun[],
  limits: readonly string[] = [],
): ComparisonReport {
  return makeComparison(first, second, { ...OPTIONS, limits: limits.map(parseRegressionLimit) });
}

const fast = savedStorm({ seed: 'aaaaaaaa' });
const slow = savedStorm({ seed: 'bbbbbbbb', serviceMs: 30_000 });
const failing = savedStorm({ seed: 'cccccccc', failed: 10 });
const several = (letter: string, serviceMs: number) =>
  [1, 2, 3].map((n) => savedStorm({ seed: `${letter.repeat(7)}${n}`, serviceMs }));

/** Named for what is peculiar about them. */
const COMPARISONS: Readonly<Record<string, ComparisonReport>> = {
  slower: compared([fast], [slow], ['p95=10%', 'p50=10m']),
  'equal, the same run': compared([fast], [fast], ['p95=0%']),
  'not comparable': compared([fast], [failing], ['p50=1h', 'p99=1h']),
  'three runs a side': compared(several('d', 20_000), several('e', 26_000)),
};

interface ComparisonJson {
  readonly headline: string;
  readonly caveat: string;
  readonly differences: readonly Readonly<Record<string, string | number | null>>[];
  readonly max_regressions: readonly { readonly text: string; readonly status: string }[];
  readonly warnings: readonly string[];
  readonly a: readonly { readonly run_id: string; readonly due: number; readonly usable: number }[];
}

const toJson = (report: ComparisonReport) => JSON.parse(renderComparison('json', report)) as ComparisonJson;
const flat = (text: string) => text.replace(/\s+/g, ' ');

/** What a reader of the page sees. */
function visible(page: string): string {
  return flat(
    page
      .replace(/<style>[\s\S]*?<\/style>/, '')
      .replace(/<[^>]+>/g, ' ')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&#39;', "'")
      .replaceAll('&quot;', '"')
      .replaceAll('&amp;', '&'),
  );
}

/** What a reader of the Markdown sees. */
const read = (markdown: string) => visible(marked.parse(markdown, { async: false }));

describe.each(Object.entries(COMPARISONS))('a comparison (%s)', (_, report) => {
  const json = toJson(report);
  const shown = [
    flat(renderComparison('text', report)),
    read(renderComparison('markdown', report)),
    visible(renderComparison('html', report)),
  ];

  it.each(FORMATS)('is the same as %s each time, with one line end at the end', (format) => {
    const before = JSON.stringify(report);
    const text = renderComparison(format, report);
    expect(renderComparison(format, report)).toBe(text);
    expect(JSON.stringify(report)).toBe(before);
    expect(text).toMatch(/[^\n]\n$/);
    expect(format === 'html' ? visible(text) : text).not.toMatch(/NaN|Infinity|undefined|\[object/);
  });

  it('has headline, caveat, warnings and limits in all that people read', () => {
    for (const text of shown) {
      expect(text).toContain(json.headline);
      expect(text).toContain(json.caveat);
      for (const warning of json.warnings) expect(text).toContain(flat(warning));
      for (const limit of json.max_regressions) expect(text).toContain(limit.text);
    }
  });

  it('has the figures of JSON in all that people read', () => {
    const seconds = (value: unknown) => `${(Number(value) / 1000).toFixed(2)} s`;
    for (const { verdict, a_ms, b_ms, difference_ms, lower_ms, upper_ms, reason } of json.differences) {
      for (const text of shown) {
        if (verdict === 'not_comparable') {
          expect(text).toContain(`not comparable: ${reason}`);
          continue;
        }
        for (const value of [a_ms, b_ms, difference_ms, lower_ms, upper_ms])
          expect(text).toContain(seconds(value).replace('-0.00', '0.00'));
      }
    }
    for (const { run_id, due, usable } of json.a) {
      for (const text of shown) {
        expect(text).toContain(run_id.slice(0, 8));
        expect(text.replaceAll('\u00A0', ' ')).toContain(`${usable} of ${due}`);
      }
    }
  });
});

describe('makeComparison', () => {
  it('finds a storm slower that is, and says by how much and how sure that is', () => {
    const { differences, regressions, warnings } = COMPARISONS['slower'] as ComparisonReport;
    expect(differences.map(({ kind }) => kind)).toEqual(['slower', 'slower', 'not_comparable']);
    expect(regressions).toMatchObject([
      {
        text: 'p95=10%',
        status: 'crossed',
        measuredText: expect.stringMatching(/^\+\d+\.\d\d s \(\+\d+\.\d %\)$/),
      },
      { text: 'p50=10m', status: 'passed' },
    ]);
    expect(warnings).toEqual([]);
  });

  it('finds no difference between a run and itself, and says that it was on both sides', () => {
    const { differences, regressions, warnings } = COMPARISONS['equal, the same run'] as ComparisonReport;
    expect(differences.map(({ kind }) => kind)).toEqual(['no_difference', 'no_difference', 'not_comparable']);
    expect(regressions).toMatchObject([{ status: 'passed' }]);
    expect(warnings).toEqual([
      'Run aaaaaaaa of 2026-11-23 09:29 UTC is on both sides: they are not independent.',
    ]);
  });

  it('passes no limit of a percentile that was not reached', () => {
    expect(COMPARISONS['not comparable']?.regressions).toMatchObject([
      { text: 'p50=1h', status: 'passed' },
      { text: 'p99=1h', status: 'not_evaluated', measuredText: expect.stringContaining('second side') },
    ]);
  });

  it('takes the run as the unit when there are three a side', () => {
    const report = COMPARISONS['three runs a side'] as ComparisonReport;
    expect(report.method).toBe('runs');
    expect(toJson(report)).toMatchObject({ seed: null, caveat: expect.stringContaining('Welch') });
    expect(report.differences.map(({ kind }) => kind)).toEqual(['slower', 'slower', 'slower']);
  });

  it('gives the same for the same seed, and other intervals for another', () => {
    const drawn = (seed: string) =>
      renderComparison('json', makeComparison([fast], [slow], { ...OPTIONS, seed }));
    expect(drawn('nineam')).toBe(drawn('nineam'));
    expect(drawn('other').replace('"other"', '"nineam"')).not.toBe(drawn('nineam'));
  });

  it('compares a run of which jobs waited while none of it was worked on', () => {
    const idle = savedStorm({ seed: 'ffffffff', count: 3, provisioners: 1 });
    expect(() => compared([idle], [idle])).not.toThrow();
  });

  it.each([
    ['the template', { environment: { template: 'k8s' } }, 'The templates differ (docker in A, k8s in B)'],
    ['the count', { count: 90 }, 'The storms are not of one size (80 due in A, 90 due in B)'],
    [
      'the kind of deployment',
      { environment: { embedded: 'served' } },
      'The deployments are not of one kind (real in A, embedded, a simulation in B)',
    ],
    [
      'what is waited for',
      { environment: { flags: { 'wait-for-agents': 'none' } } },
      'The runs did not wait for the same (--wait-for-agents ready in A, --wait-for-agents none in B)',
    ],
    [
      'the schedule window',
      { environment: { flags: { 'schedule-window': '5m' } } },
      'The schedule windows differ (0s in A, 5m in B)',
    ],
  ] as const)('warns when %s differs', (_, settings, words) => {
    const { warnings } = compared([fast], [savedStorm({ seed: 'bbbbbbbb', ...settings })]);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain(words);
  });

  it('says that nothing real was measured where that is so', () => {
    const embedded = savedStorm({ seed: 'aaaaaaaa', environment: { embedded: 'in_process' } });
    expect(compared([embedded], [embedded]).warnings.at(-1)).toMatch(/^Simulated: all runs/);
  });
});

describe('the formats of a comparison', () => {
  /** The tags of a page, without its texts. */
  const tags = (page: string) => page.match(/<\/?[a-z][a-z0-9]*/g) ?? [];
  const plain = compared(
    [savedStorm({ seed: 'aaaaaaaa', text: 'x' })],
    [savedStorm({ seed: 'bbbbbbbb', text: 'x' })],
  );

  it('let no text of a server become a tag, a cell or a line of its own', () => {
    const markdownTables = (text: string) =>
      marked
        .lexer(text)
        .filter((token: Token): token is Tokens.Table => token.type === 'table')
        .map(({ header, rows }) => [header.length, rows.length]);
    fc.assert(
      fc.property(hostileText, (text) => {
        const report = compared(
          [savedStorm({ seed: 'aaaaaaaa', text })],
          [savedStorm({ seed: 'bbbbbbbb', text })],
        );
        expect(tags(renderComparison('html', report))).toEqual(tags(renderComparison('html', plain)));
        expect(markdownTables(renderComparison('markdown', report))).toEqual(
          markdownTables(renderComparison('markdown', plain)),
        );
        expect(tags(marked.parse(renderComparison('markdown', report), { async: false }))).toEqual(
          tags(marked.parse(renderComparison('markdown', plain), { async: false })),
        );
        expect(renderComparison('text', report)).not.toMatch(/[^\P{Cc}\n]|\p{Cf}/u);
        expect(() => JSON.parse(renderComparison('json', report))).not.toThrow();
      }),
      { numRuns: 25 },
    );
  }, 60_000);

  it('has a page without a script, that may load nothing', () => {
    const page = renderComparison('html', COMPARISONS['slower'] as ComparisonReport);
    expect(page).not.toMatch(/<script/);
    expect(page).toMatch(
      /Content-Security-Policy" content="default-src 'none'; style-src 'sha256-[\w+/=]+'; /,
    );
  });

  it('has a curve of each run, in the colour of its side, that ends at what became usable', () => {
    const page = renderComparison('html', COMPARISONS['three runs a side'] as ComparisonReport);
    expect(page.match(/<path class="curve side-a"/g)).toHaveLength(6);
    expect(page.match(/<path class="curve side-b"/g)).toHaveLength(6);
    const failed = renderComparison('html', COMPARISONS['not comparable'] as ComparisonReport);
    expect(failed).toContain('A ends at 100.0\u00A0%, B ends at 87.5\u00A0%');
  });
});
