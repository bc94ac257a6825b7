import { describe, expect, it } from 'vitest';
import {
  OUTPUT_FORMATS,
  type OutputFormat,
  type ReportEnvironment,
  renderOutput,
} from '../../src/report/index.js';
import { ENVIRONMENT, eventfulReport, largeReport, REPORT, RESULTS, THRESHOLDS } from './samples.js';

const FORMATS = Object.keys(OUTPUT_FORMATS) as OutputFormat[];
const LARGE = largeReport(10_000);
const withEnvironment = (changes: Partial<ReportEnvironment>) => ({
  ...REPORT,
  environment: { ...ENVIRONMENT, ...changes },
});
const json = (format: OutputFormat, report = REPORT) =>
  JSON.parse(renderOutput(format, report)) as Record<string, unknown>;

describe('renderOutput', () => {
  it.each(FORMATS)('gives %s the same way twice, with one line end at the end', (format) => {
    const text = renderOutput(format, eventfulReport());
    expect(renderOutput(format, eventfulReport())).toBe(text);
    expect(text).toMatch(/[^\n]\n$/);
  });

  it.each(FORMATS)('does not change the report that it gives as %s', (format) => {
    const report = eventfulReport();
    const before = JSON.stringify(report);
    renderOutput(format, report);
    expect(JSON.stringify(report)).toBe(before);
  });

  it.each(FORMATS)('renders 10,000 workspaces as %s well within five seconds', (format) => {
    const began = performance.now();
    expect(renderOutput(format, LARGE).length).toBeGreaterThan(500);
    expect(performance.now() - began).toBeLessThan(5000);
  });

  it('has the stages of the builds in markdown, as in the text and on the page', () => {
    const markdown = renderOutput('markdown', eventfulReport());
    expect(markdown).toContain("| Stage of the build, by the provisioner's clock | n | p50 | p95 | p99 |");
    expect(markdown).toContain('| `apply` | 1 | 7.00 s | 7.00 s | 7.00 s |');
    expect(renderOutput('markdown', REPORT)).not.toContain('Stage of');
    expect(markdown).toMatch(/\*\*Bottleneck:\*\* [a-z ]+\. /);
  });

  it('adds to json without touching a key of the results', () => {
    const { environment, thresholds, analysis, sampling_intervals, ...results } = json('json');
    expect(results).toEqual(JSON.parse(JSON.stringify(RESULTS)));
    expect([thresholds, analysis, sampling_intervals]).not.toContain(undefined);
    expect(environment).toEqual({
      format: 'json',
      format_version: 1,
      nineam_version: '0.1.0',
      node_version: '20.20.2',
      url_host: 'coder.example.com',
      server_version: 'v2.33.5',
      template: 'docker',
      count: 3,
      seed: null,
      embedded: null,
      time_scale: 1,
      started_at: '2026-11-23T09:30:00.5Z',
      resumed_at: [],
      ended_at: '2026-11-23T09:41:07Z',
      feed: {
        kind: 'watch-all',
        messages: 7,
        foreign: 2,
        reconnects: 1,
        reconciliations: 2,
        failed_reconciliations: 0,
        recovered: 1,
        duplicates: 0,
        requests: 12,
      },
      clock_offset: { offset_ms: -12.4, uncertainty_ms: 2.6, samples: 9, disagreement_ms: 0 },
      stopped: null,
      set_up: { builds_at_once: { lowest: 8, highest: 20 }, requests_at_once: { lowest: 4, highest: 64 } },
      predicted: [],
      cleanup: { status: 'complete', workspaces_left: 0, users_left: 0 },
      flags: { 'workspace-count': 3, template: 'docker', parameter: ['region'], 'no-cleanup': false },
      how_obtained: { 'trigger, queue, build': "between timestamps of the server's own records" },
    });
  });

  it('has null for what is infinite in json, and says that it was not reached', () => {
    const text = renderOutput('json', REPORT);
    expect(text).not.toMatch(/Infinity|NaN/);
    expect(JSON.parse(text)).toMatchObject({
      due: 3,
      phases: { total_of_all_due: { n: 3, p50_ms: 50_250, p95_ms: null, p99_ms: null } },
      sampling_intervals: {
        p50: { value_ms: 50_250, not_reached: false, lower_ms: null, upper_ms: null },
        p95: { value_ms: null, not_reached: true, upper_ms: null, text: '50.25 s to not reached' },
      },
      thresholds: [
        { text: 'usable>=50%', status: 'passed', measured: 0.66, not_reached: false },
        { status: 'crossed', measured: null, not_reached: true },
        { status: 'not_evaluated', measured: null, not_reached: false },
      ],
    });
  });

  it('has series in json as lists of one line, relative to the scheduled minute', () => {
    expect(renderOutput('json', REPORT)).toContain('"usable": {"us":[50250000],"value":[2]}');
    expect(json('json')).toMatchObject({ analysis: { origin_us: Date.UTC(2026, 10, 23, 9, 31) * 1000 } });
  });

  it('has a line for each workspace in json', () => {
    expect(renderOutput('json', REPORT).match(/^ {4}\{"workspace_id":/gm)).toHaveLength(3);
  });

  it("adds thresholds and environment to the harness's keys", () => {
    const { environment, runs, thresholds, ...totals } = json('harness-json');
    expect(totals).toMatchObject({ total_runs: 3, total_pass: 2, total_fail: 1 });
    expect(Object.keys(runs as object)).toEqual(['autostart/0', 'autostart/1', 'autostart/2']);
    expect(environment).toMatchObject({ format: 'harness-json', url_host: 'coder.example.com' });
    expect(thresholds).toHaveLength(3);
  });

  it('says null for what is not known', () => {
    const unknown = { serverVersion: null, feed: null, clockOffset: null, cleanup: null };
    expect(json('json', withEnvironment(unknown))['environment']).toMatchObject({
      server_version: null,
      feed: null,
      clock_offset: null,
      cleanup: null,
    });
  });

  it.each(['token', 'trace-honeycomb-api-key', 'smtp_password', 'clientSecret'])(
    'does not show a flag called %s even when it is handed in',
    (name) => {
      const report = withEnvironment({ flags: { [name]: 'hunter2' } });
      for (const format of FORMATS) expect(renderOutput(format, report)).not.toContain('hunter2');
    },
  );

  it.each(['text', 'markdown', 'junit', 'json', 'harness-json'] as const)(
    'shows every threshold in %s in the words of who wrote it',
    (format) => {
      const shown = renderOutput(format, REPORT).replaceAll('&lt;', '<').replaceAll('&gt;', '>');
      for (const { text } of THRESHOLDS) expect(shown).toContain(text);
    },
  );

  it.each(['text', 'markdown'] as const)('says in %s that nothing real was measured', (format) => {
    expect(renderOutput(format, REPORT)).not.toContain('Simulated');
    expect(renderOutput(format, withEnvironment({ embedded: 'in_process' }))).toMatch(
      /Simulated.*embedded one in this same process/,
    );
    expect(renderOutput(format, withEnvironment({ embedded: 'served' }))).toMatch(/Simulated.*nineam serve/);
  });

  it('says so in junit', () => {
    const xml = renderOutput('junit', withEnvironment({ embedded: 'in_process' }));
    expect(xml).toMatch(/name="deployment" value="[^"]*, embedded in this process, /);
  });
});

describe('the report of a run that stopped itself', () => {
  const stopped = '--abort-if failed_rate>20%: 21.6 %, 11 of the 51 latest set-up starts';
  const report = { ...REPORT, environment: { ...REPORT.environment, stopped } };

  it.each(['text', 'markdown', 'html', 'json'] as const)('says so, and why, in %s', (format) => {
    const text = renderOutput(format, report)
      .replaceAll(/\s+/g, ' ')
      .replaceAll('&gt;', '>')
      .replaceAll('\\', '');
    expect(text).toContain('failed_rate>20%: 21.6 %, 11 of the 51 latest set-up starts');
  });
});
