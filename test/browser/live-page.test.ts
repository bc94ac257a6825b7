import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LiveView } from '../../src/live/index.js';
import type { RunEvent, RunStage } from '../../src/storm/index.js';
import { SystemClock } from '../../src/time/index.js';
import { Running, temporaryFolder } from '../integration/support/processes.js';
import { QUICK } from '../integration/support/quick.js';
import { axeFindings } from './support/axe.js';
import { launchChromium, NO_CHROMIUM, SKIP_REASON } from './support/report-pages.js';

/** A page that is complained of by nobody. */
async function openPage(browser: Browser, url: string, options: BrowserContextOptions = {}) {
  const context = await browser.newContext({ viewport: { width: 1100, height: 900 }, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== new URL(url).origin) complaints.push(`request: ${request.url()}`);
  });
  await page.goto(url);
  return { page, complaints };
}

async function stageShown(page: Page, text: string): Promise<void> {
  await page.getByRole('status').getByText(text, { exact: true }).waitFor({ state: 'attached' });
}

/** A live view of a run that is told by the test. */
async function openView() {
  const clock = new SystemClock();
  const live = await LiveView.open({
    ...{ address: { host: '127.0.0.1', port: 0 }, waitMs: 20_000, token: 'f'.repeat(32), workspaceCount: 40 },
    ...{ realClock: clock, clock, urlHost: 'coder.example.com', runId: 'r', nineamVersion: '0' },
    say: () => undefined,
  });
  const interrupt = new AbortController();
  const minuteMs = clock.nowMs() - 120_000;
  const stage = (name: RunStage): void => live.onEvent({ type: 'stage', stage: name, atMs: clock.nowMs() });
  /** To the middle of the storm, with something of everything. */
  const storm = (): void => {
    stage('setup');
    live.expect({
      due: 38,
      shares: [0.5, 1],
      lowMs: [30_000, 60_000],
      medianMs: [40_000, 80_000],
      highMs: [60_000, Number.POSITIVE_INFINITY],
    });
    const events: RunEvent[] = [
      { type: 'scheduled', scheduledAtMs: minuteMs, lengthenedMs: 0, atMs: minuteMs },
      ...Array.from({ length: 38 }, (_, index): RunEvent[] => [
        { type: 'runner', index, from: 'waiting', to: 'barrier', atMs: minuteMs },
        { type: 'runner', index, from: 'barrier', to: 'scheduled', atMs: minuteMs },
      ]).flat(),
      { type: 'notice', level: 'warning', message: 'a provisioner <b>is</b> silent' },
    ];
    for (const event of events) live.onEvent(event);
    stage('storm');
    live.onEvent({ type: 'queue', pending: 12, atMs: clock.nowMs() });
    for (let index = 0; index < 20; index += 1) {
      const outcome = index % 7 === 3 ? 'failed' : 'succeeded';
      live.onEvent({ type: 'hint', index, outcome, atMs: clock.nowMs() });
    }
  };
  const end = (): Promise<void> => live.close(interrupt.signal);
  const close = (): Promise<void> => {
    interrupt.abort(new Error('the test is over'));
    return end();
  };
  return { live, stage, storm, end, close };
}

describe.skipIf(NO_CHROMIUM)(`the live page${SKIP_REASON}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());

  it('shows a run of the built program from set-up to its report, which nothing complains of', async () => {
    const run = new Running(
      ['run', '--embedded', '-c', '30', ...QUICK, '--ui', '--ui-wait', '20s', '--no-progress'],
      { HOME: await temporaryFolder() },
    );
    await run.says(/live page: \S+\n/);
    const url = /live page: (\S+)/.exec(run.stderr)?.[1] ?? '';
    const { page, complaints } = await openPage(browser, url);
    await stageShown(page, 'setting up');
    await stageShown(page, 'storm');
    await page.locator('#progress-title').waitFor();
    await page.waitForURL('**/report');
    expect(await page.locator('h1').textContent()).toContain('30 workspaces');
    expect(await page.locator('#timeline-canvas').isVisible()).toBe(true);
    expect(complaints).toEqual([]);
    run.child.kill('SIGINT');
    const { code, stderr } = await run.finished;
    expect(code).toBe(0);
    expect(stderr).not.toContain('stopping');
  });

  it.each([
    ['light', { colorScheme: 'light' }],
    ['dark', { colorScheme: 'dark' }],
    ['on a phone', { viewport: { width: 320, height: 700 } }],
  ] as const)('gives axe nothing to find, and needs no scrolling sideways: %s', async (_, options) => {
    const { live, storm, close } = await openView();
    const { page, complaints } = await openPage(browser, live.url, options);
    await stageShown(page, 'starting');
    expect(await axeFindings(page)).toEqual([]);
    storm();
    live.showReport('before_cleanup', () => '<title>report</title>');
    await page.locator('#queue-title').waitFor();
    // After two minutes all but the slowest mornings are expected to have everybody.
    await page.getByText('predicted, median 38').waitFor();
    await page.getByText('predicted, slowest 5 % 19').waitFor();
    await page.evaluate(() => {
      for (const details of document.querySelectorAll('details')) details.open = true;
    });
    expect(await axeFindings(page)).toEqual([]);
    const sideways = (): number => document.documentElement.scrollWidth - innerWidth;
    expect(await page.evaluate(sideways)).toBeLessThanOrEqual(0);
    expect(await page.locator('.notices').textContent()).toContain('<b>is</b>');
    expect(complaints).toEqual([]);
    await close();
  });

  it('is read aloud when the stage changes, and never else', async () => {
    const { live, stage, storm, close } = await openView();
    const { page } = await openPage(browser, live.url);
    await stageShown(page, 'starting');
    expect(await page.locator('[aria-live], [role=status], [role=alert]').count()).toBe(1);
    await page.evaluate(() => {
      const said: string[] = [];
      const status = document.querySelector('[role=status]');
      new MutationObserver(() => said.push(status?.textContent ?? '')).observe(status as Node, {
        ...{ characterData: true, childList: true, subtree: true },
      });
      Object.assign(window, { said });
    });
    storm();
    await stageShown(page, 'storm');
    await page.waitForTimeout(1_500);
    stage('collect');
    await stageShown(page, "reading the server's records");
    const said = await page.evaluate(() => (window as unknown as { said: string[] }).said);
    expect(said).toEqual(['storm', "reading the server's records"]);
    await close();
  });

  it('goes to the report when the run is over, and leaves nothing to go back to', async () => {
    const { live, storm, end, close } = await openView();
    const { page, complaints } = await openPage(browser, live.url);
    const pagesBefore = await page.evaluate(() => history.length);
    storm();
    live.showReport('whole', () => '<!doctype html><title>the report</title>');
    const ended = end();
    await page.waitForURL('**/report');
    expect(await page.title()).toBe('the report');
    expect(await page.evaluate(() => history.length)).toBe(pagesBefore);
    expect(complaints).toEqual([]);
    await close();
    await ended;
  });

  it('says why there is no report, and when it came too late for one', async () => {
    const [none, late] = [await openView(), await openView()];
    const { page } = await openPage(browser, none.live.url);
    await stageShown(page, 'starting');
    const ended = none.end();
    await page.getByText('there is nothing to report').waitFor();
    await none.close();
    await ended;
    await page.goto(late.live.url);
    await stageShown(page, 'starting');
    await page.route('**/report', (route) => route.abort());
    late.live.showReport('whole', () => '');
    const lateEnded = late.end();
    await page.getByText('serves its report no longer').waitFor();
    await late.close();
    await lateEnded;
  });

  it('says that what it shows is old when the run is not heard of any more', async () => {
    const { live, close } = await openView();
    const { page } = await openPage(browser, live.url);
    await stageShown(page, 'starting');
    const state = await page.evaluate(
      () =>
        new Promise<string>((resolve) => {
          const source = new EventSource('events');
          source.onmessage = ({ data }: MessageEvent<string>) => {
            source.close();
            resolve(data);
          };
        }),
    );
    // A stream that ends although the run does not.
    await page.route('**/events', (route) =>
      route.fulfill({ contentType: 'text/event-stream', body: `data: ${state}\n\n` }),
    );
    await page.reload();
    await page.getByText('what stands here is old').waitFor();
    await page.unroute('**/events');
    await page.getByText('what stands here is old').waitFor({ state: 'detached' });
    await close();
  });

  it('can be used by keyboard: a link past the header, the report, the tables', async () => {
    const { live, storm, close } = await openView();
    const { page } = await openPage(browser, live.url);
    storm();
    live.showReport('before_cleanup', () => '<title>report</title>');
    await page.getByRole('link', { name: 'Open the report' }).waitFor();
    const stops: string[] = [];
    for (let n = 0; n < 4; n += 1) {
      await page.keyboard.press('Tab');
      stops.push(await page.evaluate(() => document.activeElement?.textContent ?? ''));
    }
    expect(stops).toEqual(['Skip to the run', 'Open the report', 'As a table', 'As a table']);
    await page.keyboard.press('Enter');
    expect(await page.locator('details[open] table').isVisible()).toBe(true);
    await close();
  });

  it('does not move by itself where less motion is asked for', async () => {
    const { live, close } = await openView();
    const { page } = await openPage(browser, live.url, { reducedMotion: 'reduce' });
    await stageShown(page, 'starting');
    expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
    await close();
  });
});
