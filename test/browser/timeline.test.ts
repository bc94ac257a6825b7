import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleReport, TROUBLED } from '../report/html/sample-report.js';
import { NO_CHROMIUM, ReportPages, SKIP_REASON } from './support/report-pages.js';

const REPORT = sampleReport({ ...TROUBLED, count: 600, provisioners: 30, waitMs: 560_000 });
const DUE = REPORT.results.due;

/** Every colour on the canvas and how many pixels have it; the most frequent first. */
async function colours(page: Page): Promise<ReadonlyMap<string, number>> {
  const counts = await page.evaluate(() => {
    const canvas = document.querySelector('canvas');
    const pixels = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
    const found: Record<string, number> = {};
    for (let i = 0; i < pixels.length; i += 4) {
      const colour = `${pixels[i]},${pixels[i + 1]},${pixels[i + 2]}`;
      found[colour] = (found[colour] ?? 0) + 1;
    }
    return found;
  });
  return new Map(Object.entries(counts).sort((a, b) => b[1] - a[1]));
}

async function details(page: Page): Promise<string> {
  await nextFrame(page);
  return (await page.locator('#timeline-details').textContent()) ?? '';
}

async function nextFrame(page: Page): Promise<void> {
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  );
}

async function picture(page: Page): Promise<string> {
  await nextFrame(page);
  return page.evaluate(() => document.querySelector('canvas')?.toDataURL() ?? '');
}

const QUEUE = '198,93,8';
const FAILED = '192,28,56';

describe.skipIf(NO_CHROMIUM)(`the timeline of a report${SKIP_REASON}`, () => {
  let pages: ReportPages;
  let page: Page;
  beforeAll(async () => {
    pages = await ReportPages.launch();
    page = (await pages.open(REPORT)).page;
  });
  afterAll(() => pages.close());

  /** As it was opened, with the pointer and the focus elsewhere. */
  async function restart(): Promise<void> {
    await page.reload();
    await page.locator('#timeline-canvas').scrollIntoViewIfNeeded();
    await nextFrame(page);
  }

  it('draws waits, builds and what was lost', async () => {
    await restart();
    const seen = await colours(page);
    expect(seen.get(QUEUE)).toBeGreaterThan(10_000);
    expect(seen.get('32,112,189')).toBeGreaterThan(1000);
    expect(seen.get(FAILED)).toBeGreaterThan(100);
  });

  it('is drawn again in other colours when the system turns dark', async () => {
    await restart();
    await page.emulateMedia({ colorScheme: 'dark' });
    await nextFrame(page);
    const seen = await colours(page);
    await page.emulateMedia({ colorScheme: 'light' });
    expect(seen.has(QUEUE)).toBe(false);
    expect(seen.get('21,24,28')).toBeGreaterThan(10_000);
  });

  it('tells what became of the workspace under the pointer', async () => {
    await restart();
    await page.locator('#timeline-canvas').hover({ position: { x: 300, y: 40 } });
    const first = await details(page);
    expect(first).toMatch(
      /^scaletest-k3x9q0az-\d+: ready after .*s, at 09:\d\d:\d\d UTC\. trigger .*s, queue .*s, build .*s, agent .*s, startup .*s\. provisioner [0-9a-f]{8}\. \d+ of \d+$/,
    );
    await page.locator('#timeline-canvas').hover({ position: { x: 300, y: 400 } });
    expect(await details(page)).toMatch(/timed out\. .*queue at least .*after the scheduled minute/);
  });

  it('is read by keyboard from the first workspace to the last', async () => {
    await restart();
    await page.locator('#timeline-canvas').focus();
    await page.keyboard.press('ArrowDown');
    expect(await details(page)).toContain(`1 of ${DUE}`);
    await page.keyboard.press('ArrowDown');
    expect(await details(page)).toContain(`2 of ${DUE}`);
    await page.keyboard.press('ArrowUp');
    expect(await details(page)).toContain(`1 of ${DUE}`);
    await page.keyboard.press('End');
    expect(await details(page)).toContain(`${DUE} of ${DUE}`);
    await page.keyboard.press('Home');
    expect(await details(page)).toContain(`1 of ${DUE}`);
    await page.keyboard.press('PageDown');
    expect(await details(page)).not.toContain(`. 1 of ${DUE}`);
  });

  it('zooms and comes back by keys', async () => {
    await restart();
    await page.locator('#timeline-canvas').focus();
    const all = await picture(page);
    await page.keyboard.press('+');
    const closer = await picture(page);
    expect(closer).not.toBe(all);
    await page.keyboard.press('ArrowRight');
    expect(await picture(page)).not.toBe(closer);
    await page.keyboard.press('0');
    expect(await picture(page)).toBe(all);
  });

  it('zooms and comes back by buttons', async () => {
    await restart();
    const all = await picture(page);
    await page.getByRole('button', { name: 'Zoom in' }).click();
    const closer = await picture(page);
    expect(closer).not.toBe(all);
    await page.getByRole('button', { name: 'Zoom out' }).click();
    expect(await picture(page)).not.toBe(closer);
    await page.getByRole('button', { name: 'Show all' }).click();
    expect(await picture(page)).toBe(all);
  });

  it('leaves the wheel to the page until it is chosen, and then zooms', async () => {
    await restart();
    await page.locator('#timeline-canvas').hover({ position: { x: 400, y: 200 } });
    const all = await picture(page);
    const before = await page.evaluate(() => window.scrollY);
    await page.mouse.wheel(0, -200);
    await expect.poll(() => page.evaluate(() => window.scrollY)).toBeLessThan(before);
    expect(await picture(page)).toBe(all);
    await page.locator('#timeline-canvas').click({ position: { x: 400, y: 200 } });
    const chosen = await picture(page);
    const scrolled = await page.evaluate(() => window.scrollY);
    await page.mouse.wheel(0, -200);
    await expect.poll(() => picture(page)).not.toBe(chosen);
    expect(await page.evaluate(() => window.scrollY)).toBe(scrolled);
  });

  it('is dragged when it is zoomed', async () => {
    await restart();
    for (let i = 0; i < 4; i++) await page.getByRole('button', { name: 'Zoom in' }).click();
    const before = await picture(page);
    const box = await page.locator('#timeline-canvas').boundingBox();
    if (box === null) throw new Error('the canvas has no box');
    await page.mouse.move(box.x + 300, box.y + 200);
    await page.mouse.down();
    await page.mouse.move(box.x + 200, box.y + 120, { steps: 4 });
    await page.mouse.up();
    expect(await picture(page)).not.toBe(before);
  });

  it('is sorted by any phase, longest first', async () => {
    await restart();
    await page.locator('#timeline-canvas').focus();
    for (const label of ['trigger', 'queue', 'build', 'agent', 'startup']) {
      await page.locator('#timeline-sort').selectOption({ label: `${label}, longest first` });
      await page.locator('#timeline-canvas').focus();
      await page.keyboard.press('Home');
      const longest = Math.max(
        ...REPORT.results.runs.map(
          (run) => (run as unknown as Record<string, number | null>)[`${label}Ms`] ?? 0,
        ),
      );
      const text = await details(page);
      const shown = new RegExp(`${label} (?:at least )?(?:(\\d+)m)?([\\d.]+)s`).exec(text);
      const shownMs = (Number(shown?.[1] ?? 0) * 60 + Number(shown?.[2])) * 1000;
      expect(shownMs, text).toBeGreaterThan(longest - 60);
    }
    await page.locator('#timeline-sort').selectOption({ label: 'outcome, worst first' });
    await page.locator('#timeline-canvas').focus();
    await page.keyboard.press('Home');
    expect(await details(page)).toContain('timed out');
  });

  it('finds a workspace by a part of its name, and says when there is none', async () => {
    await restart();
    await page.locator('#timeline-find').fill('az-123');
    expect(await details(page)).toMatch(/^scaletest-k3x9q0az-123:/);
    await page.locator('#timeline-find').fill('nobody');
    expect(await details(page)).toBe('No workspace has “nobody” in its name.');
  });

  it('names the lines when they are tall enough', async () => {
    await restart();
    await page.locator('#timeline-canvas').focus();
    for (let i = 0; i < 12; i++) await page.keyboard.press('+');
    await nextFrame(page);
    expect((await colours(page)).get('28,33,38')).toBeGreaterThan(100);
  });

  it('draws 10,000 workspaces in under 500 ms', async () => {
    const big = await pages.open(sampleReport({ ...TROUBLED, count: 10_000, provisioners: 500 }));
    await big.page.waitForFunction(() => performance.getEntriesByName('timeline').length > 0);
    const times = await big.page.evaluate(async () => {
      const showAll = document.querySelector<HTMLButtonElement>('button[data-do="all"]');
      for (let i = 0; i < 4; i++) {
        showAll?.click();
        await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      }
      // Reading a pixel waits until what was drawn is really there.
      document.querySelector('canvas')?.getContext('2d')?.getImageData(0, 0, 1, 1);
      const measured = (name: string) => performance.getEntriesByName(name).map((entry) => entry.duration);
      return { shown: measured('timeline-shown'), drawn: measured('timeline') };
    });
    const words = (durations: readonly number[]) => durations.map((ms) => ms.toFixed(0)).join(', ');
    process.stdout.write(
      `10,000 rows: read, sorted and drawn in ${words(times.shown)} ms; drawn in ${words(times.drawn)} ms\n`,
    );
    expect(times.drawn.length).toBeGreaterThan(3);
    expect(Math.max(...times.shown, ...times.drawn)).toBeLessThan(500);
    expect(big.complaints).toEqual([]);
  });
});
