import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { renderHtml } from '../../../src/report/html/index.js';
import type { Report } from '../../../src/report/report.js';

const CHROMIUM = '/usr/bin/chromium';

/** Whether these tests can run here. In CI they run or fail, and are never skipped. */
export const NO_CHROMIUM = process.env['CI'] === undefined && !existsSync(CHROMIUM);

/** Ends the name of a suite, so that a skipped one says why. */
export const SKIP_REASON = NO_CHROMIUM ? ` (skipped: there is no ${CHROMIUM})` : '';

/** Tests may run as root, for whom Chromium has no sandbox. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
}

/** A report in a browser, and everything that the browser complained of. */
export interface OpenReport {
  readonly page: Page;
  readonly complaints: readonly string[];
}

/** Reports as files, opened in one browser, as the people who get them do. */
export class ReportPages {
  readonly #browser: Browser;
  readonly #folder: string;
  #files = 0;

  private constructor(browser: Browser, folder: string) {
    this.#browser = browser;
    this.#folder = folder;
  }

  static async launch(): Promise<ReportPages> {
    const folder = await mkdtemp(join(tmpdir(), 'nineam-browser-'));
    return new ReportPages(await launchChromium(), folder);
  }

  open(report: Report, options: BrowserContextOptions = {}): Promise<OpenReport> {
    return this.openHtml(renderHtml(report), options);
  }

  /** The same with a page that is not a report's. */
  async openHtml(html: string, options: BrowserContextOptions = {}): Promise<OpenReport> {
    this.#files += 1;
    const file = join(this.#folder, `report-${this.#files}.html`);
    await writeFile(file, html);
    const context = await this.#browser.newContext({ viewport: { width: 1100, height: 900 }, ...options });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => {
      if (!request.url().startsWith('file:')) complaints.push(`request: ${request.url()}`);
    });
    await page.goto(pathToFileURL(file).href);
    return { page, complaints };
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await rm(this.#folder, { recursive: true });
  }
}
