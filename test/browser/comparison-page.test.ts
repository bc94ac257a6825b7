import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseRegressionLimit } from '../../src/comparison/index.js';
import { makeComparison, renderComparison } from '../../src/report/index.js';
import { savedStorm } from '../report/comparison/samples.js';
import { axeFindings } from './support/axe.js';
import { NO_CHROMIUM, ReportPages, SKIP_REASON } from './support/report-pages.js';

const PAGE = renderComparison(
  'html',
  makeComparison(
    [savedStorm({ seed: 'aaaaaaaa' })],
    [savedStorm({ seed: 'bbbbbbbb', serviceMs: 30_000, failed: 3, environment: { template: 'k8s' } })],
    {
      limits: ['p95=10%', 'p99=5s', 'p50=10m'].map(parseRegressionLimit),
      seed: 'nineam',
      nineamVersion: '0.1.0',
    },
  ),
);

describe.skipIf(NO_CHROMIUM)(`the page of a comparison${SKIP_REASON}`, () => {
  let pages: ReportPages;
  beforeAll(async () => {
    pages = await ReportPages.launch();
  });
  afterAll(() => pages.close());

  it('opens without an error, a breach of its policy, or a request', async () => {
    const { page, complaints } = await pages.openHtml(PAGE);
    await page.waitForTimeout(100);
    expect(complaints).toEqual([]);
    expect(await page.locator('path.curve:visible').count()).toBe(2);
  });

  it.each([
    ['light', { colorScheme: 'light' }],
    ['dark', { colorScheme: 'dark' }],
    ['on a phone', { viewport: { width: 375, height: 700 } }],
  ] as const)('has nothing that axe finds wrong (%s), and does not scroll sideways', async (_, options) => {
    const { page } = await pages.openHtml(PAGE, options);
    expect(await axeFindings(page)).toEqual([]);
    const sideways = await page.evaluate(
      () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
    );
    expect(sideways).toBe(false);
  });
});
