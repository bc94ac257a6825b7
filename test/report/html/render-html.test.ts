import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderHtml } from '../../../src/report/html/index.js';
import { summarizeRuns } from '../../../src/scaletest/autostart/index.js';
import { hostileText } from './hostile-text.js';
import { sampleReport, THRESHOLDS, TROUBLED } from './sample-report.js';

const SMALL = {
  ...TROUBLED,
  count: 300,
  provisioners: 15,
  failedShare: 0.05,
  missedShare: 0.02,
  waitMs: 500_000,
};
const page = renderHtml(sampleReport(SMALL));

/** What stands between tags, as a reader sees it. */
function visible(text: string): string {
  return text
    .replace(/<(script|style)[^>]*>[\s\S]*?<\/\1>/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&#39;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ');
}

/** What a figure becomes that is none, outside of the page's script; `null` when there is nothing of it. */
function notNumbers(text: string): readonly string[] | null {
  return text.replace(/<script>[\s\S]*?<\/script>/, '').match(/NaN|Infinity|undefined|\[object/g);
}

/** The tags of a page without their texts, in order. */
function tags(text: string): readonly string[] {
  return text.match(/<\/?[a-z][a-z0-9]*/g) ?? [];
}

describe('renderHtml', () => {
  it('gives the same report the same way twice, with one line end at the end', () => {
    expect(renderHtml(sampleReport(SMALL))).toBe(page);
    expect(page).toMatch(/[^\n]\n$/);
  });

  it('begins with the verdict in one sentence', () => {
    const { results } = sampleReport(SMALL);
    const share = Math.floor((results.successfulRuns / results.due) * 100);
    expect(/<h1>(.*)<\/h1>/.exec(page)?.[1]).toBe(
      `${results.due} workspaces due at 09:00 UTC: ${results.successfulRuns} usable (${(Math.floor((results.successfulRuns / results.due) * 1000) / 10).toFixed(1)}\u00A0%), p95 of all due not reached (${share}\u00A0% became usable).`,
    );
  });

  it('has all of its sections in the order in which they are read, each with a link to it', () => {
    const ids = [...page.matchAll(/<section id="([\w-]+)"/g)].map((match) => match[1]);
    expect(ids).toEqual([
      'thresholds',
      'bottleneck',
      'ready-curve',
      'phases',
      'load',
      'timeline',
      'slowest',
      'not-usable',
      'outcomes',
      'environment',
    ]);
    expect([...page.matchAll(/<a href="#([\w-]+)"/g)].map((match) => match[1])).toEqual(ids);
  });

  it.each(THRESHOLDS)(
    'shows the threshold $text in the words of the user, with what was measured',
    ({ text, status, measuredText }) => {
      expect(visible(page)).toMatch(
        new RegExp(
          `${text.replace(/[<>=.]/g, '\\$&')}.{0,5} ${status.replace('_', ' ')} .{0,3}${measuredText}`,
        ),
      );
    },
  );

  it('says who did not become usable and why, how the numbers came about, and what held them up', () => {
    const words = visible(page);
    for (const text of [
      'the autostart build failed in the build phase: quota exceeded: the group “engineering” has 0 credits left',
      'never autostarted (owner_inactive): the owner is dormant',
      '8m20s after the scheduled minute',
      'nearest rank, never interpolated',
      '78 % of the wait was queueing for a provisioner.',
      'from there on the curves are not known to be complete',
    ]) {
      expect(words).toContain(text);
    }
  });

  it('allows exactly its own script and style, by their hashes, and nothing else', () => {
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/
      .exec(page)?.[1]
      ?.replaceAll('&#39;', "'");
    const hashOf = (pattern: RegExp) =>
      createHash('sha256')
        .update(pattern.exec(page)?.[1] ?? '')
        .digest('base64');
    expect(policy).toBe(
      `default-src 'none'; script-src 'sha256-${hashOf(/<script>([\s\S]*?)<\/script>/)}'; ` +
        `style-src 'sha256-${hashOf(/<style>([\s\S]*?)<\/style>/)}'; base-uri 'none'; form-action 'none'`,
    );
    expect(page).not.toMatch(/\sstyle=|\son[a-z]+=/);
  });

  it('refers to nothing outside of itself', () => {
    expect(page).not.toMatch(/https?:|\/\/[a-z]|url\(|@import|<link|<img|<iframe|\ssrc=/i);
  });

  it('has no tag from a text of the server or the user', () => {
    const report = (text: (what: string, index: number) => string, words: string) => {
      const sample = sampleReport({
        ...{ count: 12, provisioners: 3, failedShare: 0.4, missedShare: 0.1, setupFailedShare: 0.1, text },
        thresholds: [{ text: words, status: 'crossed', measured: 1, measuredText: words }],
      });
      return renderHtml({
        ...sample,
        analysis: {
          ...sample.analysis,
          bottleneck: { ...sample.analysis.bottleneck, sentences: [words] },
          inconsistencies: [words],
        },
        environment: {
          ...sample.environment,
          urlHost: words,
          serverVersion: words,
          template: words,
          seed: words,
          startedAt: words,
          endedAt: words,
          nineamVersion: words,
          flags: { [`x${words}`]: [words] },
          howObtained: { [`x${words}`]: words },
        },
      });
    };
    // Names that differ, so that as many reasons are told apart as in the harmless report.
    const harmless = tags(report((what, index) => `${what} ${index}`, 'harmless'));
    fc.assert(
      fc.property(hostileText, (words) => {
        const hostile = report((what, index) => `${what} ${index} ${words}`, words);
        expect(tags(hostile)).toEqual(harmless);
        expect(hostile.match(/<script/g)).toHaveLength(2);
        expect(hostile.match(/<!--/g)).toBeNull();
      }),
      { numRuns: 40 },
    );
  });

  it('does not show a flag that sounds secret even when it is handed in', () => {
    const sample = sampleReport(SMALL);
    const environment = { ...sample.environment, flags: { token: 'hunter2' } };
    expect(renderHtml({ ...sample, environment })).not.toContain('hunter2');
  });

  it('renders a storm in which nothing was due, without pictures', () => {
    const sample = sampleReport({ count: 5, provisioners: 1, setupFailedShare: 1, thresholds: [] });
    const text = renderHtml(sample);
    expect(text).toContain('No workspace was scheduled: 5 workspaces did not get through set-up.');
    expect(text).not.toContain('id="timeline"');
  });

  it('renders a run without any workspace', () => {
    const sample = sampleReport({ count: 0, provisioners: 1 });
    expect(renderHtml({ ...sample, results: summarizeRuns([]) })).toContain(
      '0 workspaces did not get through set-up',
    );
  });

  it('renders a storm in which nothing ever moved', () => {
    const text = renderHtml(sampleReport({ count: 20, provisioners: 1, missedShare: 1 }));
    expect(text).toContain('0 usable (0.0\u00A0%)');
    expect(notNumbers(text)).toBeNull();
  });

  it('never writes a number that is none', () => {
    expect(notNumbers(page)).toBeNull();
  });

  it('stays under 3 MB for 10,000 workspaces', () => {
    const text = renderHtml(sampleReport({ ...TROUBLED, count: 10_000, provisioners: 500 }));
    expect(Buffer.byteLength(text)).toBeLessThan(3_000_000);
  });
});
