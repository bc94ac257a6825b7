import { marked, type Token, type Tokens } from 'marked';
import { describe, expect, it } from 'vitest';
import { renderOutput } from '../../src/report/index.js';
import type { RunResultsJson } from '../../src/scaletest/autostart/index.js';
import { csvRecords } from './parse-csv.js';
import { parseJunit } from './parse-junit.js';
import { eventfulReport } from './samples.js';

interface ReportJson extends RunResultsJson {
  readonly thresholds: readonly { readonly text: string; readonly status: string }[];
}

/** Cells of the first table of a Markdown page whose first column has this name. */
function table(markdown: string, name: string): readonly (readonly string[])[] {
  const tables = marked
    .lexer(markdown)
    .filter((token: Token): token is Tokens.Table => token.type === 'table');
  const found = tables.find(({ header }) => header[0]?.text === name);
  return found?.rows.map((cells) => cells.map(({ text }) => text.replaceAll('`', ''))) ?? [];
}

const cell = (value: number | string | boolean | null) => (value === null ? '' : String(value));
const seconds = (ms: number | null) => (ms === null ? 'not reached' : `${(ms / 1000).toFixed(2)} s`);

/** Failures, misses, time-outs, a reaped job, an interruption and set-up failures: all formats must tell the same. */
describe('the outputs of one eventful run', () => {
  const report = eventfulReport();
  const json = JSON.parse(renderOutput('json', report)) as ReportJson;
  const text = renderOutput('text', report);
  const markdown = renderOutput('markdown', report);
  const csv = csvRecords(renderOutput('csv', report));
  const suites = parseJunit(renderOutput('junit', report));
  const cases = suites.flatMap((suite) => suite.cases);

  it('has in JSON what it is about: every outcome but readiness', () => {
    expect(json.outcomes).toEqual({
      ready: 0,
      started: 20,
      failed: 2,
      canceled: 1,
      missed: 2,
      timed_out: 1,
      interrupted: 1,
      setup_failed: 2,
    });
    expect([json.total_runs, json.due, json.successful_runs]).toEqual([29, 27, 20]);
    expect([json.reaped_jobs, json.negative_queue_waits]).toEqual([1, 1]);
  });

  it('has the same outcome, error and figures for every workspace in CSV as in JSON', () => {
    expect(csv).toHaveLength(json.total_runs);
    for (const [at, run] of json.runs.entries()) {
      expect(csv[at]).toMatchObject({
        workspace: run.workspace_name,
        workspace_id: cell(run.workspace_id),
        build_number: cell(run.build_number),
        created_at: cell(run.build_created_at),
        started_at: cell(run.job_started_at),
        completed_at: cell(run.job_completed_at),
        scheduled_at: cell(run.scheduled_at),
        outcome: run.outcome,
        usable: cell(run.success),
        phase: cell(run.phase),
        problem: cell(run.error),
        trigger_ms: cell(run.trigger_ms),
        queue_ms: cell(run.queue_ms),
        build_ms: cell(run.build_ms),
        total_ms: cell(run.total_ms),
        end_to_end_ms: cell(run.end_to_end_latency_ms),
      });
    }
  });

  it('counts the flags of CSV as JSON does', () => {
    expect(csv.filter((row) => row['reaped'] === 'true')).toHaveLength(json.reaped_jobs);
    expect(csv.filter((row) => row['negative_queue_wait'] === 'true')).toHaveLength(
      json.negative_queue_waits,
    );
  });

  it('has a case in JUnit for every threshold, for every workspace that is not usable, and one for the usable', () => {
    const problemOf = (one: (typeof cases)[number]) => one.failure ?? one.error;
    const [first, ...lost] = suites[1]?.cases ?? [];
    expect(suites[0]?.cases.map((one) => [one.name, problemOf(one)?.type ?? 'passed'])).toEqual(
      json.thresholds.map(({ text, status }) => [text, status]),
    );
    expect(first).toMatchObject({ name: '20 of 29 workspaces became usable', failure: null, error: null });
    expect(lost.map((one) => [one.name, problemOf(one)?.type, problemOf(one)?.message])).toEqual(
      json.runs.filter((run) => !run.success).map((run) => [run.workspace_name, run.outcome, run.error]),
    );
  });

  it('has sums in JUnit that are those of its cases, and times in seconds', () => {
    for (const { attributes, cases } of suites) {
      expect(attributes).toMatchObject({
        tests: String(cases.length),
        failures: String(cases.filter((one) => one.failure !== null).length),
        errors: String(cases.filter((one) => one.error !== null).length),
      });
    }
    const slowest = Math.max(...json.runs.map((run) => run.total_ms ?? 0));
    expect(cases.find((one) => one.name.startsWith('20 of'))?.time).toBe((slowest / 1000).toFixed(6));
    expect(cases.find((one) => one.classname.endsWith('timed_out'))?.time).toBe('900.000000');
  });

  it('has the percentiles of JSON in the tables of text and Markdown, each with its n', () => {
    const rows = [
      ['tick delay', json.phases.tick_delay],
      ['creation spread', json.phases.creation_spread],
      ['queue', json.phases.queue],
      ['build', json.phases.build],
      ['total, of all due', json.phases.total_of_all_due],
    ] as const;
    const phases = table(markdown, 'Phase');
    for (const [name, { n, p50_ms, p95_ms, p99_ms }] of rows) {
      const figures = [p50_ms, p95_ms, p99_ms].map(seconds);
      expect(text).toMatch(new RegExp(`^${[name, n, ...figures].join(' +')}$`, 'm'));
      const row = phases.find((cells) => cells[0] === name)?.map((shown) => shown.replace(/ \(.*\)$/, ''));
      expect(row).toEqual([name, String(n), ...figures]);
    }
    const completed = table(markdown, 'Phase').find(([name]) => name?.startsWith('end to end'));
    expect(completed?.slice(1)).toEqual([
      '20',
      seconds(json.end_to_end_latency_p50_ms),
      seconds(json.end_to_end_latency_p95_ms),
      seconds(json.end_to_end_latency_p99_ms),
    ]);
  });

  it('has the same headline, outcomes and thresholds in text and Markdown', () => {
    const counts = Object.entries(json.outcomes).filter(([, n]) => n > 0);
    const outcomes = counts.map(([kind, n]) => `${kind} ${n}`).join(', ');
    const plain = markdown.replaceAll('\\', '');
    expect(text.replaceAll('\n', ' ')).toContain(`Outcomes of all 29: ${outcomes}`);
    expect(plain).toContain(`Outcomes of all 29: ${outcomes}`);
    const [headline = '', lost = ''] = text.split('\n');
    expect(headline).toContain('27 workspaces due at 09:31 UTC: 20 usable (74.0 %)');
    expect(plain).toContain(`${headline}\n`);
    expect(plain).toContain(`${lost}\n`);
    expect(table(markdown, 'Threshold').map(([words]) => words)).toEqual(
      json.thresholds.map((one) => one.text),
    );
  });

  it('names who is not usable in text and Markdown with the reasons of JSON', () => {
    const lost = json.runs.filter((run) => !run.success);
    expect(table(markdown, 'Workspace')).toEqual(
      lost.map((run) => [run.workspace_name, run.outcome, run.error]),
    );
    const flat = text.replaceAll(/\s+/g, ' ');
    for (const run of lost) expect(flat).toContain(` ${run.workspace_name}: ${run.error}`);
  });

  it('has the verdict of the bottleneck in all that people read', () => {
    const [sentence = ''] = report.analysis.bottleneck.sentences;
    expect(text.replaceAll(/\s+/g, ' ')).toContain(sentence);
    expect(markdown).toContain(sentence);
    expect(json).toMatchObject({ analysis: { bottleneck: { ...report.analysis.bottleneck } } });
  });

  it('ends each curve at the count of the rows', () => {
    const { curves } = report.analysis;
    const last = (series: { readonly value: readonly number[] }) => series.value.at(-1);
    expect(last(curves.due)).toBe(json.due);
    expect(last(curves.usable)).toBe(json.successful_runs);
    expect(last(curves.created)).toBe(json.runs.filter((run) => run.trigger_ms !== null).length);
    expect(last(curves.completed)).toBe(
      // Given up or canceled in the queue is not completed.
      json.runs.filter((run) => run.queue_ms !== null && run.job_completed_at !== null).length,
    );
  });
});
