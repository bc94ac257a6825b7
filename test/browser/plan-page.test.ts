import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderPlan } from '../../src/report/index.js';
import { bent, checked, predicted, sized, staggered, swept } from '../report/plan/sample.js';
import { axeFindings } from './support/axe.js';
import { NO_CHROMIUM, ReportPages, SKIP_REASON } from './support/report-pages.js';

const PAGES = [
  ['prediction', predicted()],
  ['capacity', sized()],
  ['stagger', staggered()],
  ['sweep', swept()],
  ['knee', bent()],
  ['check', checked()],
] as const;

describe.skipIf(NO_CHROMIUM)(`the page of a plan${SKIP_REASON}`, () => {
  let pages: ReportPages;
  beforeAll(async () => {
    pages = await ReportPages.launch();
  });
  afterAll(() => pages.close());

  it.each(PAGES)('is right on a dark phone: %s', async (_, report) => {
    const { page, complaints } = await pages.openHtml(renderPlan('html', report, { ascii: false }), {
      viewport: { width: 375, height: 700 },
      colorScheme: 'dark',
    });
    await page.waitForTimeout(100);
    expect(complaints).toEqual([]);
    expect(await page.locator('svg.drawing:visible').count()).toBe(1);
    expect(await axeFindings(page)).toEqual([]);
    const sideways = await page.evaluate(
      () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
    );
    expect(sideways).toBe(false);
  });
});
