import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleReport, TROUBLED } from '../report/html/sample-report.js';
import { axeFindings } from './support/axe.js';
import { NO_CHROMIUM, ReportPages, SKIP_REASON } from './support/report-pages.js';

const REPORT = sampleReport({
  ...{ ...TROUBLED, count: 80, provisioners: 5, waitMs: 450_000 },
  ...{ failedShare: 0.08, missedShare: 0.05, setupFailedShare: 0.04 },
});

async function isShown(page: Page, selector: string): Promise<boolean> {
  return page.locator(selector).isVisible();
}

describe.skipIf(NO_CHROMIUM)(`the page of a report${SKIP_REASON}`, () => {
  let pages: ReportPages;
  beforeAll(async () => {
    pages = await ReportPages.launch();
  });
  afterAll(() => pages.close());

  it('opens without an error, a breach of its policy, or a request', async () => {
    const { page, complaints } = await pages.open(REPORT);
    await page.waitForTimeout(100);
    expect(complaints).toEqual([]);
    expect(await isShown(page, '#timeline-canvas')).toBe(true);
    expect(await isShown(page, '#phase-area')).toBe(false);
  });

  it('runs no script but its own', async () => {
    const { page, complaints } = await pages.open(REPORT);
    await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'document.title = "taken over"';
      document.body.append(script);
    });
    expect(await page.title()).not.toBe('taken over');
    expect(complaints.join()).toContain('Content Security Policy');
  });

  it.each([
    ['light', { colorScheme: 'light' }],
    ['dark', { colorScheme: 'dark' }],
    ['on a phone', { viewport: { width: 375, height: 700 } }],
    ['without script', { javaScriptEnabled: false }],
  ] as const)('gives axe nothing to find: %s', async (name, options) => {
    // Axe needs script, so what stands there without one is looked at with the page's own script taken out.
    const { page } = await pages.open(REPORT, name === 'without script' ? {} : options);
    if (name === 'without script') {
      await page.evaluate(() => {
        document.getElementById('timeline-view')?.setAttribute('hidden', '');
        document.getElementById('phase-area')?.removeAttribute('hidden');
      });
    }
    await page.evaluate(() => {
      for (const details of document.querySelectorAll('details')) details.open = true;
    });
    expect(await axeFindings(page)).toEqual([]);
  });

  it('gives axe nothing to find in a storm where all went well, and in one where nothing was due', async () => {
    const well = await pages.open(
      sampleReport({ count: 50, provisioners: 10, agents: false, thresholds: [] }),
    );
    expect(await axeFindings(well.page)).toEqual([]);
    const none = await pages.open(sampleReport({ count: 3, provisioners: 1, setupFailedShare: 1 }));
    expect(await axeFindings(none.page)).toEqual([]);
    expect([...well.complaints, ...none.complaints]).toEqual([]);
  });

  it('shows all but the timeline without script, and an area by phase in its place', async () => {
    const { page } = await pages.open(REPORT, { javaScriptEnabled: false });
    const sections = page.locator('section');
    expect(await sections.count()).toBe(10);
    for (const section of await sections.all()) expect(await section.isVisible()).toBe(true);
    expect(await isShown(page, '#phase-area .wide svg')).toBe(true);
    expect(await isShown(page, '#timeline-view')).toBe(false);
    expect(await isShown(page, '#ready-curve .wide svg')).toBe(true);
  });

  it('prints in light colours, with the area by phase, and without what nobody can press on paper', async () => {
    const { page } = await pages.open(REPORT, { colorScheme: 'dark' });
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await isShown(page, '#phase-area .wide svg')).toBe(true);
    expect(await isShown(page, '#timeline-view')).toBe(false);
    expect(await isShown(page, 'nav')).toBe(false);
    const colours = () => [
      getComputedStyle(document.documentElement).backgroundColor,
      getComputedStyle(document.body).color,
    ];
    expect(await page.evaluate(colours)).toEqual(['rgb(255, 255, 255)', 'rgb(28, 33, 38)']);
    const pdf = await page.pdf({ format: 'A4' });
    expect(pdf.length).toBeGreaterThan(10_000);
  });

  it('turns dark with the system', async () => {
    const { page } = await pages.open(REPORT, { colorScheme: 'light' });
    const background = () => getComputedStyle(document.documentElement).backgroundColor;
    const light = await page.evaluate(background);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(light).toBe('rgb(255, 255, 255)');
    expect(await page.evaluate(background)).toBe('rgb(21, 24, 28)');
  });

  it.each([320, 375, 768, 1400])('needs no scrolling sideways on a screen of %d pixels', async (width) => {
    const { page } = await pages.open(REPORT, { viewport: { width, height: 700 } });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  });

  it('can be read by keyboard: a link past the header, and a focus that can be seen', async () => {
    const { page } = await pages.open(REPORT);
    await page.keyboard.press('Tab');
    const focused = () => ({
      text: document.activeElement?.textContent,
      outline: document.activeElement === null ? '' : getComputedStyle(document.activeElement).outlineStyle,
    });
    expect(await page.evaluate(focused)).toEqual({ text: 'Skip to the report', outline: 'solid' });
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('report');
  });

  it('does not move by itself where less motion is asked for', async () => {
    const { page } = await pages.open(REPORT, { reducedMotion: 'reduce' });
    expect(await page.evaluate(() => getComputedStyle(document.documentElement).scrollBehavior)).toBe('auto');
  });
});
